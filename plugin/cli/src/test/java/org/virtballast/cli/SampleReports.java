/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.HitRatioReport;
import org.virtballast.core.report.HookReport;
import org.virtballast.core.report.LeverReport;
import org.virtballast.core.report.MoveReport;
import org.virtballast.core.report.SetupReport;
import org.virtballast.core.report.StartReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.spi.ByteSize;

/** Reports as a daemon makes them. */
final class SampleReports {
    static final UUID ID = UUID.fromString("00000000-0000-0000-0000-00000000002a");
    static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

    private SampleReports() {}

    static StatusReport status(String mode, List<DomainReport> domains, String... problems) {
        return new StatusReport(
                "1.0",
                mode,
                "hit-ratio",
                true,
                7,
                Optional.of(TIME),
                1.25,
                64 * ByteSize.GIB,
                48 * ByteSize.GIB,
                "high",
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                domains,
                List.of(problems));
    }

    static DomainReport domain(String name, String mode, String decision, String... problems) {
        return domain(name, mode, 4 * ByteSize.GIB, 3584 * ByteSize.MIB, decision, problems);
    }

    static final LeverReport BALLOON = new LeverReport(
            "balloon", "its guest has no NUMA cells to tell apart", List.of(), 4096, 0, Optional.empty());

    static DomainReport domain(
            String name, String mode, long current, long target, String decision, String... problems) {
        Sample sample = new Sample(name);
        sample.mode = mode;
        sample.current = current;
        sample.target = target;
        sample.decision = decision;
        sample.problems = List.of(problems);
        return sample.report();
    }

    /** A status with what the hook and libvirt told last, and what the daemon found when it started. */
    static StatusReport known(
            StatusReport status, Optional<HookReport> hook, Optional<StartReport> start, Optional<SetupReport> setup) {
        return new StatusReport(
                status.version(),
                status.mode(),
                status.policy(),
                status.connected(),
                status.cycle(),
                status.time(),
                status.cycleMillis(),
                status.budget(),
                status.committed(),
                status.pressure(),
                status.paused(),
                hook,
                start,
                setup,
                status.domains(),
                status.problems());
    }

    /** The same domain with accesses counted. */
    static DomainReport counted(DomainReport domain) {
        Sample sample = new Sample(domain);
        sample.accesses = Optional.of(12.5);
        return sample.report();
    }

    /** The same domain in another condition. */
    static DomainReport in(String condition, DomainReport domain) {
        Sample sample = new Sample(domain);
        sample.condition = condition;
        return sample.report();
    }

    static DomainReport unmeasured(String name) {
        Sample sample = new Sample(name);
        sample.current = ByteSize.GIB;
        sample.target = ByteSize.GIB;
        sample.hitRatio = Optional.empty();
        return sample.report();
    }

    /**
     * A domain of which all is known that matters for its place beside others.
     *
     * @param ratio its hit ratio, ± 0.01
     * @param moved when it was resized last
     */
    static DomainReport busy(UUID id, String name, long current, double ratio, double accesses, Instant moved) {
        Sample sample = new Sample(name);
        sample.id = id;
        sample.current = current;
        sample.target = current;
        sample.hitRatio = Optional.of(new HitRatioReport(ratio, ratio - 0.01, ratio + 0.01, 120, 5, "perf"));
        sample.accesses = Optional.of(accesses);
        sample.lastMove = Optional.of(new MoveReport(3, moved, 2 * ByteSize.GIB, current, "it needs less", "applied"));
        return sample.report();
    }

    /** A report in the making: what tests tell apart, with what it is where they do not care. */
    private static final class Sample {
        private UUID id = ID;
        private final String name;
        private String mode = "auto";
        private String condition = "normal";
        private long current = 4 * ByteSize.GIB;
        private long target = 3584 * ByteSize.MIB;
        private Optional<HitRatioReport> hitRatio =
                Optional.of(new HitRatioReport(0.962, 0.952, 0.972, 120, 5, "perf"));
        private Optional<Double> accesses = Optional.empty();
        private String decision = "Kept.";
        private Optional<MoveReport> lastMove = Optional.empty();
        private List<String> problems = List.of();

        Sample(String name) {
            this.name = name;
        }

        Sample(DomainReport domain) {
            id = domain.id();
            name = domain.name();
            mode = domain.mode();
            condition = domain.condition();
            current = domain.current();
            target = domain.target();
            hitRatio = domain.hitRatio();
            accesses = domain.accessesPerSecond();
            decision = domain.decision();
            lastMove = domain.lastMove();
            problems = domain.problems();
        }

        DomainReport report() {
            return new DomainReport(
                    id,
                    name,
                    "running",
                    mode,
                    condition,
                    Optional.empty(),
                    current,
                    target,
                    0,
                    ByteSize.GIB,
                    8 * ByteSize.GIB,
                    BALLOON,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    0.95,
                    hitRatio,
                    accesses,
                    100,
                    true,
                    decision,
                    lastMove,
                    problems);
        }
    }
}
