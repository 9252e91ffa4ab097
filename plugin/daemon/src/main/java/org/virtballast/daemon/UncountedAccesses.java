/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.virtballast.core.port.AccessCounter;
import org.virtballast.core.port.AccessReading;
import org.virtballast.core.port.CountedDomain;

/** Counts nothing and says why. */
final class UncountedAccesses implements AccessCounter {
    private final String reason;
    private final AccessReading reading;

    /** @param reason why, in words for an operator, without a full stop */
    UncountedAccesses(String reason) {
        this.reason = Objects.requireNonNull(reason, "reason");
        this.reading = new AccessReading.NotCounted("Its accesses are not counted: " + reason + ".");
    }

    /** Why, without a full stop. */
    String reason() {
        return reason;
    }

    @Override
    public Map<UUID, AccessReading> read(Collection<CountedDomain> domains) {
        Map<UUID, AccessReading> readings = new HashMap<>();
        domains.forEach(domain -> readings.put(domain.id(), reading));
        return readings;
    }

    @Override
    public void close() {}
}
