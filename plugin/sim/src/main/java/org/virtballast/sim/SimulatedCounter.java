/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.virtballast.core.port.AccessCounter;
import org.virtballast.core.port.AccessReading;
import org.virtballast.core.port.CountedDomain;
import org.virtballast.spi.Accesses;

/** Counts events of each tier with the noise that counting has: a Poisson draw around what the guest really did. */
final class SimulatedCounter implements AccessCounter {
    private static final String SOURCE = "simulated";

    private final SimulatedHost host;
    private final double scale;
    private final Set<UUID> counting = new HashSet<>();

    SimulatedCounter(SimulatedHost host) {
        this.host = host;
        this.scale = host.scenario().scale();
    }

    @Override
    public Map<UUID, AccessReading> read(Collection<CountedDomain> domains) {
        Map<UUID, AccessReading> readings = new HashMap<>();
        for (CountedDomain domain : domains) {
            readings.put(domain.id(), read(host.guest(domain.id()), counting.contains(domain.id())));
        }
        counting.clear();
        counting.addAll(readings.keySet());
        return readings;
    }

    private AccessReading read(Optional<SimulatedGuest> present, boolean counted) {
        if (present.isEmpty()) {
            return new AccessReading.NotCounted("It does not run.");
        }
        SimulatedGuest guest = present.get();
        if (!guest.plan().counted()) {
            return new AccessReading.NotCounted("Its accesses cannot be counted.");
        }
        Accumulator window = guest.window();
        AccessReading reading = counted && window.seconds() > 0
                ? new AccessReading.Counted(draw(window, guest))
                : new AccessReading.NotCounted("Counting has just begun.");
        window.reset();
        return reading;
    }

    private Accesses draw(Accumulator window, SimulatedGuest guest) {
        return new Accesses(
                Poisson.draw(window.near() / scale, guest.random()),
                Poisson.draw(window.far() / scale, guest.random()),
                scale,
                Duration.ofSeconds(window.seconds()),
                SOURCE);
    }

    @Override
    public void close() {}
}
