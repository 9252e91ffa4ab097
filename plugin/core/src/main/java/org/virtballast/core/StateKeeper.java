/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.EngineStore;
import org.virtballast.core.port.Mode;
import org.virtballast.core.port.SavedState;
import org.virtballast.core.port.SavedState.SavedDomain;

/**
 * Keeps what must be known again after a crash: moves under way, before any guest is asked; what was taken from whom; and what
 * operators took out of our hands. Safe for use by several threads.
 */
final class StateKeeper {
    /** Domains kept, those that are gone included: the least recently seen make room. */
    private static final int DOMAINS = 4096;

    /** In the place of the run of a domain whose size is none to go on from: no run has that number. */
    private static final int NO_RUN = -1;

    private final EngineStore store;
    private final OperatorHolds holds;
    private final Convergence convergence;
    private final Map<UUID, SavedDomain> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, SavedDomain> eldest) {
            return size() > DOMAINS;
        }
    };

    /** Reads what an earlier life of the daemon kept. */
    StateKeeper(EngineStore store, OperatorHolds holds, Convergence convergence) {
        this.store = store;
        this.holds = holds;
        this.convergence = convergence;
        SavedState before = store.load();
        known.putAll(before.domains());
        if (before.paused()) {
            holds.pauseAll();
        }
        // A pause is of the domain, whichever run of it.
        before.domains().forEach((id, domain) -> {
            if (domain.paused()) {
                holds.pause(id);
            }
        });
    }

    /** What was kept of this run of a domain. */
    synchronized Optional<SavedDomain> saved(DomainDescription domain) {
        // Sizes of another lever: its operator chose another one while no daemon ran.
        return Optional.ofNullable(known.get(domain.id()))
                .filter(saved -> saved.run() == domain.run())
                .filter(saved -> saved.size() >= domain.layout().least() && saved.size() <= domain.maximum());
    }

    /** Until when a domain is held, as far as that was kept of this run of it. */
    synchronized Optional<Instant> heldUntil(DomainDescription domain) {
        return Optional.ofNullable(known.get(domain.id()))
                .filter(saved -> saved.run() == domain.run() || saved.run() == NO_RUN)
                .flatMap(SavedDomain::heldUntil);
    }

    /** Keeps what was seen and what is about to be asked. What was not seen this time is kept as it was. */
    synchronized void save(Observation seen, Plan plan) {
        Map<UUID, Long> asked = new HashMap<>();
        plan.moves().stream()
                .filter(move -> seen.mode(move.id()) == Mode.AUTO)
                .forEach(move -> asked.put(move.id(), move.to()));
        for (ObservedDomain domain : seen.domains()) {
            UUID id = domain.view().id();
            if (domain.booting()) {
                // A size that does not stand still yet is none to go on from.
                known.put(id, onlyHeld(heldUntil(seen, domain)));
            } else {
                known.put(id, saved(seen, domain, Optional.ofNullable(asked.get(id))));
            }
        }
        saveHolds();
    }

    /** Keeps what operators took out of our hands, where nothing else is known. */
    synchronized void saveHolds() {
        holds.paused().forEach(id -> known.putIfAbsent(id, onlyHeld(Optional.empty())));
        known.replaceAll((id, domain) -> new SavedDomain(
                domain.run(),
                domain.size(),
                domain.target(),
                domain.entitlement(),
                domain.start(),
                domain.heldUntil(),
                holds.paused(id)));
        store.save(new SavedState(holds.allPaused(), known));
    }

    /** Forgets a domain that was stopped. */
    synchronized void forget(UUID id) {
        known.remove(id);
    }

    private SavedDomain saved(Observation seen, ObservedDomain domain, Optional<Long> asked) {
        UUID id = domain.view().id();
        return new SavedDomain(
                domain.description().run(),
                domain.view().current(),
                asked.map(OptionalLong::of).orElseGet(() -> convergence.promised(id)),
                domain.stake().entitlement(),
                domain.stake().start(),
                heldUntil(seen, domain),
                holds.paused(id));
    }

    private static Optional<Instant> heldUntil(Observation seen, ObservedDomain domain) {
        return domain.held().map(left -> seen.view().time().plus(left));
    }

    private static SavedDomain onlyHeld(Optional<Instant> until) {
        return new SavedDomain(NO_RUN, 0, OptionalLong.empty(), 0, 0, until, false);
    }
}
