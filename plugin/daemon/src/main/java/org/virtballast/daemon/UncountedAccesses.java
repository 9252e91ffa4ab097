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
    private final AccessReading reading;

    UncountedAccesses(String reason) {
        this.reading = new AccessReading.NotCounted(Objects.requireNonNull(reason, "reason"));
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
