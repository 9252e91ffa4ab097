/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;
import org.virtballast.core.Observation.OverdueMove;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;

/** Pulls the levers: asks the guests for the sizes of a plan, and withdraws what a guest did not comply with in time. */
final class Actuator {
    private static final System.Logger LOG = System.getLogger(Actuator.class.getName());

    private final Hypervisor hypervisor;
    private final BudgetLedger ledger;
    private final Convergence convergence;
    private final NearYields yields;

    Actuator(Hypervisor hypervisor, BudgetLedger ledger, Convergence convergence, NearYields yields) {
        this.hypervisor = hypervisor;
        this.ledger = ledger;
        this.convergence = convergence;
        this.yields = yields;
    }

    /**
     * Makes the moves of a plan, in their order, and tells of each what became of it. One that fails does not stop the others.
     */
    void apply(Plan plan, Observation seen, Consumer<Outcome> outcomes) {
        for (Move move : plan.moves()) {
            if (seen.mode(move.id()) != Mode.AUTO) {
                outcomes.accept(Outcome.of(move, Outcome.Result.OBSERVED));
                continue;
            }
            DomainDescription domain = seen.description(move.id());
            if (yields.asked(domain, move)) {
                ledger.withhold(move.id());
            }
            convergence.follow(move, seen.uptime());
            ledger.promise(move.id(), move.to());
            Outcome outcome = ask(domain, move);
            if (outcome.result() == Outcome.Result.APPLIED) {
                convergence.heard(move.id());
            } else {
                convergence.refuse(move.id());
            }
            outcomes.accept(outcome);
        }
    }

    /**
     * Withdraws moves whose deadline passed, or that hurt: each domain is asked to stay where it stopped. What it has then is
     * settled when it is seen. A move that could not be withdrawn may still arrive: it is followed until the next try. So is
     * that of a domain that was taken out of our hands meanwhile, which is not asked for anything any more.
     */
    void withdraw(Observation seen, Consumer<Outcome> outcomes) {
        Duration now = seen.uptime();
        for (OverdueMove late : seen.overdue()) {
            Move asked = late.move();
            convergence.postpone(asked.id(), now);
            if (late.stoppedAt() <= 0 || !seen.ours(asked.id())) {
                continue;
            }
            Move withdrawal = new Move(
                    asked.id(),
                    asked.name(),
                    asked.to(),
                    late.stoppedAt(),
                    late.reason() + " a move to " + ByteSize.format(asked.to()));
            ledger.withdraw(asked.id(), late.stoppedAt());
            convergence.mayTurn(asked.id(), late.stoppedAt());
            Outcome outcome = ask(seen.description(asked.id()), withdrawal);
            if (outcome.result() == Outcome.Result.APPLIED) {
                convergence.followWithdrawal(withdrawal, now);
            }
            outcomes.accept(outcome);
        }
    }

    /**
     * The promise is noted before the guest is asked and stays when the call fails: a call that fails may have had its
     * effect, and memory that may be under way must not be granted to another.
     */
    private Outcome ask(DomainDescription domain, Move move) {
        try {
            hypervisor.lever(domain.layout().lever()).resize(domain, move.to());
            LOG.log(Level.INFO, "{0}: {1}", move.name(), move);
            return Outcome.of(move, Outcome.Result.APPLIED);
        } catch (HypervisorException e) {
            LOG.log(Level.WARNING, "{0}: not resized from {1}: {2}", move.name(), move, e.getMessage());
            return new Outcome(move, Outcome.Result.FAILED, e.getMessage());
        }
    }
}
