/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.HostClock;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.NearResidence;
import org.virtballast.core.report.LeverReport.YieldReport;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/**
 * Measures what each take yields of near memory: the host is looked at before it is asked for, and when it has arrived. That
 * takes long where a guest has much memory, and sizes were seen before: once a cycle has spent its time on it, the takes that
 * are left are not measured.
 */
final class NearYields {
    private static final System.Logger LOG = System.getLogger(NearYields.class.getName());

    /** Looking may begin for so long in a cycle. */
    private static final Duration MOST = Duration.ofMillis(500);

    private final Hypervisor hypervisor;
    private final HostClock clock;
    private final Map<UUID, NearYield> yields = new HashMap<>();

    /** How long was looked in this cycle. */
    private Duration spent = Duration.ZERO;

    NearYields(Hypervisor hypervisor, HostClock clock) {
        this.hypervisor = hypervisor;
        this.clock = clock;
    }

    /** A cycle begins. */
    void begin() {
        spent = Duration.ZERO;
    }

    /**
     * A domain is about to be asked to make a move. Only a guest with a far cell has near memory to tell apart.
     *
     * @return whether what comes of it may be far memory, and will be measured
     */
    boolean asked(DomainDescription domain, Move move) {
        if (!move.takes() || domain.layout().farTier() != FarTier.CELL) {
            return false;
        }
        NearYield yield = of(domain.id());
        yield.asked(move.from(), residence(domain));
        return yield.pending() && domain.layout().lever() == LeverKind.BALLOON;
    }

    /**
     * A domain's move arrived or was withdrawn.
     *
     * @return as {@link NearYield#arrived}
     */
    OptionalLong arrived(DomainDescription domain, long current, Duration now) {
        NearYield yield = of(domain.id());
        return yield.pending() ? yield.arrived(current, residence(domain), now) : OptionalLong.empty();
    }

    /** What the last take from a domain that could be measured yielded. */
    Optional<YieldReport> last(UUID id) {
        return Optional.ofNullable(yields.get(id)).flatMap(NearYield::last);
    }

    /** How long nothing is taken from a domain because it would yield nothing; empty where it may. */
    Optional<Duration> spared(UUID id, Duration now) {
        return Optional.ofNullable(yields.get(id)).flatMap(yield -> yield.spared(now));
    }

    /** Forgets a domain that was stopped. */
    void forget(UUID id) {
        yields.remove(id);
    }

    /** Forgets all other domains: they do not run any more. */
    void retain(Set<UUID> running) {
        yields.keySet().retainAll(running);
    }

    private NearYield of(UUID id) {
        return yields.computeIfAbsent(id, key -> new NearYield());
    }

    /** A move is not to fail because nobody can tell what it yields. */
    private Optional<NearResidence> residence(DomainDescription domain) {
        if (spent.compareTo(MOST) >= 0) {
            return Optional.empty();
        }
        Duration began = clock.uptime();
        try {
            return hypervisor.nearResidence(domain);
        } catch (HypervisorException e) {
            LOG.log(Level.DEBUG, "{0}: its near memory cannot be measured: {1}", domain.name(), e.getMessage());
            return Optional.empty();
        } finally {
            spent = spent.plus(clock.uptime().minus(began));
        }
    }
}
