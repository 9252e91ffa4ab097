/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HostMemory;
import org.virtballast.core.port.MemoryLayout;
import org.virtballast.core.port.Mode;
import org.virtballast.core.report.LeverReport;
import org.virtballast.core.report.LeverReport.YieldReport;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;

/**
 * What was seen of the host at the start of a cycle.
 *
 * @param view what the policy is shown
 * @param uptime the clock that deadlines are measured by
 * @param host the host's own memory; absent where it could not be read
 * @param domains what else was seen of each domain of the view
 * @param overdue moves that are to be withdrawn
 * @param problems what could not be seen, a sentence each
 */
record Observation(
        HostView view,
        Duration uptime,
        Optional<HostMemory> host,
        List<ObservedDomain> domains,
        List<OverdueMove> overdue,
        List<String> problems) {
    Observation {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(uptime, "uptime");
        Objects.requireNonNull(host, "host");
        domains = List.copyOf(domains);
        overdue = List.copyOf(overdue);
        problems = List.copyOf(problems);
    }

    /** The mode of a domain; off where it was not seen, or where an operator paused it: then not even a move is withdrawn. */
    Mode mode(UUID id) {
        return domains.stream()
                .filter(domain -> domain.view().id().equals(id) && domain.condition() != Condition.PAUSED)
                .map(ObservedDomain::mode)
                .findFirst()
                .orElse(Mode.OFF);
    }

    /** What the hypervisor's configuration says of a domain of the view. */
    DomainDescription description(UUID id) {
        return domains.stream()
                .filter(domain -> domain.view().id().equals(id))
                .findFirst()
                .orElseThrow()
                .description();
    }

    /** Whether a domain may be asked for anything. */
    boolean ours(UUID id) {
        return domains.stream()
                .filter(domain -> domain.view().id().equals(id))
                .anyMatch(domain ->
                        domain.mode() == Mode.AUTO && !domain.condition().untouchable());
    }

    /**
     * A domain of the view.
     *
     * @param view what the policy is shown
     * @param description what the hypervisor's configuration says of it
     * @param state whether it runs
     * @param mode how far the daemon may go with it
     * @param booting whether its guest boots, whatever else it is
     * @param condition how it is, in one word
     * @param stake what it had and has
     * @param held how long it is still left alone because somebody else resized it; absent where it is not
     * @param nearYield what the last take from it that could be measured yielded of near memory; absent before there was one
     * @param accessesPerSecond accesses a second in the window, judged or not; negative where none were counted
     * @param problems what is wrong with it, a sentence each
     */
    record ObservedDomain(
            DomainView view,
            DomainDescription description,
            DomainSample.State state,
            Mode mode,
            boolean booting,
            Condition condition,
            Stake stake,
            Optional<Duration> held,
            Optional<YieldReport> nearYield,
            double accessesPerSecond,
            List<String> problems) {
        ObservedDomain {
            Objects.requireNonNull(description, "description");
            Objects.requireNonNull(condition, "condition");
            Objects.requireNonNull(stake, "stake");
            Objects.requireNonNull(nearYield, "nearYield");
            problems = List.copyOf(problems);
        }

        /** What was taken from it and not given back, as far as its bounds allow, in bytes. */
        long owed() {
            return Math.max(0, Math.min(stake.entitlement(), view.bounds().max()) - view.current());
        }

        /** What it is resized by. */
        LeverReport lever() {
            MemoryLayout layout = description.layout();
            return new LeverReport(
                    layout.lever().label(),
                    layout.reason(),
                    layout.nearCells(),
                    layout.step(),
                    layout.far(),
                    nearYield);
        }

        /** What it got since its guest started or somebody else resized it, in bytes. */
        long gained() {
            return Math.max(0, view.current() - stake.start());
        }
    }

    /**
     * What a domain had and has.
     *
     * @param entitlement the size it had before anything was taken from it, in bytes
     * @param start the size with which its guest started, or that somebody else gave it since, in bytes
     */
    record Stake(long entitlement, long start) {}

    /**
     * A move that is to be withdrawn: it did not arrive in time, or it hurts.
     *
     * @param move what was asked for
     * @param stoppedAt the size the domain has instead, in bytes
     * @param reason why it is withdrawn; the move is named after it
     */
    record OverdueMove(Move move, long stoppedAt, String reason) {
        static OverdueMove late(Move move, long stoppedAt) {
            return new OverdueMove(move, stoppedAt, "it stopped there at the deadline of");
        }

        static OverdueMove hurting(Move move, long stoppedAt) {
            return new OverdueMove(move, stoppedAt, "it is in distress, which ends");
        }
    }
}
