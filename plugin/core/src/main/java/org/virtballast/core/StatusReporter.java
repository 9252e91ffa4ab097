/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.HitRatioReport;
import org.virtballast.core.report.HookReport;
import org.virtballast.core.report.SetupReport;
import org.virtballast.core.report.StartReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.GuestMemory;
import org.virtballast.spi.HostPressure;

/** Tells what the last cycle saw and decided. */
public final class StatusReporter {
    private final Journal journal;
    private final Defaults defaults;
    private final Limits limits;
    private final String version;
    private final Supplier<String> policy;

    /** Reports from a journal, for a daemon of a version; asks which policy decides. */
    public StatusReporter(Journal journal, Defaults defaults, Limits limits, String version, Supplier<String> policy) {
        this.journal = journal;
        this.defaults = defaults;
        this.limits = limits;
        this.version = version;
        this.policy = policy;
    }

    /** The status now; what is passed is what the daemon knows beside the cycle. */
    public StatusReport status(
            boolean connected,
            boolean paused,
            Optional<HookReport> hook,
            Optional<StartReport> start,
            Optional<SetupReport> setup,
            List<String> problems) {
        Optional<CycleRecord> cycle = journal.last();
        Optional<Observation> observation = cycle.flatMap(CycleRecord::observation);
        List<String> all = new ArrayList<>(problems);
        cycle.flatMap(CycleRecord::failure).ifPresent(all::add);
        observation.ifPresent(seen -> all.addAll(seen.problems()));
        cycle.flatMap(record -> Excess.of(record, limits)).ifPresent(all::add);
        return new StatusReport(
                version,
                defaults.mode().label(),
                policy.get(),
                connected,
                cycle.map(CycleRecord::number).orElse(0L),
                cycle.map(CycleRecord::time),
                cycle.map(record -> record.took().toNanos() / 1e6).orElse(0.0),
                observation.map(seen -> seen.view().budget()).orElse(0L),
                observation
                        .map(seen -> seen.view().budget() - seen.view().freeBudget())
                        .orElse(0L),
                observation.map(seen -> seen.view().pressure().label()).orElse(HostPressure.HIGH.label()),
                paused,
                hook,
                start,
                setup,
                cycle.map(this::domains).orElse(List.of()),
                all);
    }

    private List<DomainReport> domains(CycleRecord cycle) {
        return cycle.observation().map(Observation::domains).orElse(List.of()).stream()
                .map(domain -> report(cycle, domain))
                .toList();
    }

    private DomainReport report(CycleRecord cycle, ObservedDomain domain) {
        DomainView view = domain.view();
        return new DomainReport(
                view.id(),
                view.name(),
                domain.state().name().toLowerCase(Locale.ROOT),
                domain.mode().label(),
                domain.condition().label(),
                domain.held().map(left -> left.toMillis() / 1000.0),
                view.current(),
                target(cycle, view),
                domain.owed(),
                view.bounds().min(),
                view.bounds().max(),
                domain.lever(),
                Floor.of(view, limits),
                view.memory().map(GuestMemory::usable).map(OptionalLong::of).orElse(OptionalLong.empty()),
                view.targetHitRatio(),
                view.hitRatio().map(HitRatioReport::of),
                Optional.of(domain.accessesPerSecond()).filter(rate -> rate >= 0),
                view.weight(),
                view.eligibility().mayGive() && view.eligibility().mayGet(),
                Decisions.of(cycle, domain).sentence(),
                journal.lastMove(view.id()),
                domain.problems());
    }

    /** A move that this cycle made is newer than what it saw. */
    private static long target(CycleRecord cycle, DomainView view) {
        return cycle.outcomes().stream()
                .filter(outcome -> outcome.result() != Outcome.Result.OBSERVED)
                .map(Outcome::move)
                .filter(move -> move.id().equals(view.id()))
                .reduce((first, second) -> second)
                .map(Move::to)
                .orElse(view.target());
    }
}
