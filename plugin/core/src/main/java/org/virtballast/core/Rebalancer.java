/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.policy.GuardedPolicy;
import org.virtballast.core.policy.GuardedPolicy.PolicyFailure;
import org.virtballast.core.policy.LoadedPolicy;
import org.virtballast.core.port.HostClock;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/** Runs the cycle: observe, propose, guard, apply, record. */
public final class Rebalancer {
    private static final System.Logger LOG = System.getLogger(Rebalancer.class.getName());

    private final Observer observer;
    private final BudgetLedger ledger = new BudgetLedger();
    private final Convergence convergence = new Convergence();
    private final OperatorHolds holds = new OperatorHolds();
    private final NearYields yields;
    private final StateKeeper keeper;
    private final Actuator actuator;
    private final Journal journal;
    private final HostClock clock;
    private volatile EngineSettings settings;
    private long cycles;
    private Optional<String> lastFailure = Optional.empty();

    /**
     * Wires an engine.
     *
     * @param registry which domains there are
     * @param ports everything outside that it deals with
     * @param journal where each cycle is recorded
     * @param settings what an operator may change
     */
    public Rebalancer(DomainRegistry registry, EnginePorts ports, Journal journal, EngineSettings settings) {
        this.yields = new NearYields(ports.hypervisor(), ports.clock());
        this.keeper = new StateKeeper(ports.store(), holds, convergence);
        this.observer = new Observer(
                registry, ports, ledger, new DomainObserver(ledger, convergence, holds, yields, keeper), keeper);
        this.actuator = new Actuator(ports.hypervisor(), ledger, convergence, yields);
        this.journal = Objects.requireNonNull(journal, "journal");
        this.clock = ports.clock();
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /** Changes the settings from the next cycle on. Moves under way stay under way. Safe to call from any thread. */
    public void settings(EngineSettings changed) {
        settings = Objects.requireNonNull(changed, "changed");
    }

    /** Takes a domain out of our hands until it is resumed. Safe to call from any thread, as are the three below. */
    public void pause(UUID id) {
        holds.pause(id);
        keeper.saveHolds();
    }

    /** Takes all domains out of our hands until they are resumed. */
    public void pauseAll() {
        holds.pauseAll();
        keeper.saveHolds();
    }

    /** Takes a domain into our hands again, whether it was paused or held. Where all are paused it stays so. */
    public void resume(UUID id) {
        holds.resume(id);
        keeper.saveHolds();
    }

    /** Takes all domains into our hands again, those that were paused by name and those that were held included. */
    public void resumeAll() {
        holds.resumeAll();
        keeper.saveHolds();
    }

    /** Whether all domains are paused. Safe to call from any thread. */
    public boolean paused() {
        return holds.allPaused();
    }

    /** The policy has seen a view of an earlier run, so long ago. To be called before the first cycle. */
    public void lastViewWas(Duration ago) {
        observer.lastViewWas(ago);
    }

    /**
     * Gives every domain back what was taken from it, as far as the budget has it. To be called when no cycle runs and none
     * will; returns before the guests have complied.
     */
    public void restore() {
        EngineSettings inForce = settings;
        yields.begin();
        try {
            Observation seen = observer.observe(inForce);
            Map<UUID, Target> targets = new LinkedHashMap<>();
            seen.domains().stream()
                    .filter(domain -> domain.owed() > 0)
                    .forEach(domain -> targets.put(
                            domain.view().id(),
                            new Target(domain.view().current() + domain.owed(), "virt-ballastd stops")));
            Guard guard = new Guard(inForce.limits(), ledger, convergence);
            Plan plan = guard.check(seen.view(), new Proposal(targets, Map.of()), Proposal.NOTHING, seen.uptime());
            keeper.save(seen, plan);
            actuator.apply(plan, seen, outcome -> {});
        } catch (HypervisorException e) {
            LOG.log(Level.WARNING, "What was taken is not given back: {0}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "unexpected failure while giving back what was taken", e);
        }
    }

    /** Runs one cycle; called from one thread at a time. Whatever goes wrong in it is recorded; the next cycle starts from what is then seen. */
    public void cycle() {
        CycleRecord record = run(settings, new Draft(++cycles, clock.wall(), clock.uptime()));
        report(record);
        journal.record(record);
    }

    private CycleRecord run(EngineSettings inForce, Draft draft) {
        yields.begin();
        try {
            Observation observation = observer.observe(inForce);
            draft.observation = Optional.of(observation);
            actuator.withdraw(observation, draft.outcomes::add);
            Proposal relief = new Relief(inForce.limits(), ledger).propose(observation);
            draft.proposal = propose(inForce.policy(), observation, draft);
            draft.policy = inCharge(inForce.policy());
            Guard guard = new Guard(inForce.limits(), ledger, convergence);
            draft.plan = guard.check(observation.view(), relief, draft.proposal, observation.uptime());
            // Before anybody is asked: after a crash a move that was under way must not look like somebody else's.
            keeper.save(observation, draft.plan);
            actuator.apply(draft.plan, observation, draft.outcomes::add);
        } catch (HypervisorException e) {
            draft.failure = Optional.of(e.getMessage());
            keeper.saveHolds();
        } catch (RuntimeException e) {
            draft.failure = Optional.of("The cycle failed unexpectedly (" + e + "); nothing more was resized in it.");
            LOG.log(Level.ERROR, "unexpected failure in cycle " + draft.number, e);
        }
        return draft.finish(clock.uptime());
    }

    /** Which policy decides, where it came out of a jar. */
    private static Optional<LoadedPolicy> inCharge(Policy policy) {
        return policy instanceof GuardedPolicy guarded ? guarded.inCharge() : Optional.empty();
    }

    /**
     * A policy is somebody else's code: nothing that it throws may end the cycle's thread, nor a checked exception that its
     * language did not make it declare; and what cannot wait for it is done without it.
     */
    private static Proposal propose(Policy policy, Observation observation, Draft draft) {
        try {
            return Objects.requireNonNull(policy.propose(observation.view()), "the policy proposed null");
        } catch (PolicyFailure e) {
            draft.failure = Optional.of(e.getMessage() + "; nothing is resized in this cycle but what cannot wait.");
            return Proposal.NOTHING;
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            draft.failure = Optional.of(
                    "The policy failed (" + e + "); nothing is resized in this cycle but what cannot wait.");
            LOG.log(Level.DEBUG, "the policy's failure", e);
            return Proposal.NOTHING;
        }
    }

    /** A failure that lasts is logged once. */
    private void report(CycleRecord record) {
        if (!record.failure().equals(lastFailure)) {
            record.failure().ifPresent(failure -> LOG.log(Level.WARNING, "cycle {0}: {1}", record.number(), failure));
            if (record.failure().isEmpty()) {
                LOG.log(Level.INFO, "cycle {0}: back to normal", record.number());
            }
        }
        lastFailure = record.failure();
    }

    /** A cycle's record while it is being made, so that what was done before a failure is not lost. */
    private static final class Draft {
        private final long number;
        private final Instant time;
        private final Duration began;
        private final List<Outcome> outcomes = new ArrayList<>();
        private Optional<LoadedPolicy> policy = Optional.empty();
        private Optional<Observation> observation = Optional.empty();
        private Proposal proposal = Proposal.NOTHING;
        private Plan plan = Plan.EMPTY;
        private Optional<String> failure = Optional.empty();

        Draft(long number, Instant time, Duration began) {
            this.number = number;
            this.time = time;
            this.began = began;
        }

        CycleRecord finish(Duration now) {
            return new CycleRecord(
                    number, time, now.minus(began), policy, observation, proposal, plan, outcomes, failure);
        }
    }
}
