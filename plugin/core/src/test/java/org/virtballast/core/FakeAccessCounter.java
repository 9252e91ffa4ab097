/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.virtballast.core.port.AccessCounter;
import org.virtballast.core.port.AccessReading;
import org.virtballast.core.port.CountedDomain;
import org.virtballast.spi.Accesses;

/** A counter that counts what it is told to, in every window anew. */
final class FakeAccessCounter implements AccessCounter {
    private final Map<UUID, AccessReading> readings = new HashMap<>();

    /** The domains that the last reading named. */
    final List<UUID> named = new ArrayList<>();

    void counts(FakeGuest guest, double near, double far) {
        readings.put(guest.id, new AccessReading.Counted(new Accesses(near, far, 1, Duration.ofSeconds(5), "fake")));
    }

    void cannotCount(FakeGuest guest, String reason) {
        readings.put(guest.id, new AccessReading.NotCounted(reason));
    }

    @Override
    public Map<UUID, AccessReading> read(Collection<CountedDomain> domains) {
        named.clear();
        Map<UUID, AccessReading> answer = new HashMap<>();
        for (CountedDomain domain : domains) {
            named.add(domain.id());
            answer.put(
                    domain.id(),
                    readings.getOrDefault(domain.id(), new AccessReading.NotCounted("nothing counts here")));
        }
        return answer;
    }

    @Override
    public void close() {
        readings.clear();
    }
}
