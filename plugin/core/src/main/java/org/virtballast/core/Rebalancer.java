/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.virtballast.core.port.HostClock;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;

/** Runs the cycle: observe, propose, guard, apply, record. */
public final class Rebalancer {
    private static final System.Logger LOG = System.getLogger(Rebalancer.class.getName());

    private final Observer observer;
    private final BudgetLedger ledger = new BudgetLedger();
    private final Convergence convergence = new Convergence();
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
        this.observer = new Observer(registry, ports, ledger, convergence);
        this.actuator = new Actuator(ports.hypervisor(), ledger, convergence);
        this.journal = Objects.requireNonNull(journal, "journal");
        this.clock = ports.clock();
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /** Changes the settings from the next cycle on. Moves under way stay under way. Safe to call from any thread. */
    public void settings(EngineSettings changed) {
        settings = Objects.requireNonNull(changed, "changed");
    }

    /** Runs one cycle; called from one thread at a time. Whatever goes wrong in it is recorded; the next cycle starts from what is then seen. */
    public void cycle() {
        CycleRecord record = run(settings, new Draft(++cycles, clock.wall(), clock.uptime()));
        report(record);
        journal.record(record);
    }

    private CycleRecord run(EngineSettings inForce, Draft draft) {
        try {
            Observation observation = observer.observe(inForce);
            draft.observation = Optional.of(observation);
            actuator.withdraw(observation.overdue(), observation::mode, observation.uptime(), draft.outcomes::add);
            draft.proposal = propose(inForce.policy(), observation);
            Guard guard = new Guard(inForce.limits(), ledger, convergence);
            draft.plan = guard.check(observation.view(), draft.proposal, observation.uptime());
            actuator.apply(draft.plan, observation::mode, observation.uptime(), draft.outcomes::add);
        } catch (HypervisorException e) {
            draft.failure = Optional.of(e.getMessage());
        } catch (PolicyFailure e) {
            draft.failure = Optional.of(e.getMessage());
            LOG.log(Level.DEBUG, "the policy's failure", e);
        } catch (RuntimeException e) {
            draft.failure = Optional.of("The cycle failed unexpectedly (" + e + "); nothing more was resized in it.");
            LOG.log(Level.ERROR, "unexpected failure in cycle " + draft.number, e);
        }
        return draft.finish(clock.uptime());
    }

    /**
     * A policy is somebody else's code: nothing that it throws may end the cycle's thread, nor a checked exception that its
     * language did not make it declare.
     */
    private static Proposal propose(Policy policy, Observation observation) {
        try {
            return Objects.requireNonNull(policy.propose(observation.view()), "the policy proposed null");
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            throw new PolicyFailure("The policy failed (" + e + "); nothing is resized in this cycle.", e);
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

    private static final class PolicyFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PolicyFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A cycle's record while it is being made, so that what was done before a failure is not lost. */
    private static final class Draft {
        private final long number;
        private final Instant time;
        private final Duration began;
        private final List<Outcome> outcomes = new ArrayList<>();
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
            return new CycleRecord(number, time, now.minus(began), observation, proposal, plan, outcomes, failure);
        }
    }
}
