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
        return new DomainReport(
                ID,
                name,
                "running",
                mode,
                "normal",
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
                Optional.of(new HitRatioReport(0.962, 0.952, 0.972, 120, 5, "perf")),
                Optional.empty(),
                100,
                true,
                decision,
                Optional.empty(),
                List.of(problems));
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
        return new DomainReport(
                domain.id(),
                domain.name(),
                domain.state(),
                domain.mode(),
                domain.condition(),
                domain.heldSeconds(),
                domain.current(),
                domain.target(),
                domain.owed(),
                domain.min(),
                domain.max(),
                domain.lever(),
                domain.floor(),
                domain.usable(),
                domain.targetHitRatio(),
                domain.hitRatio(),
                Optional.of(12.5),
                domain.weight(),
                domain.eligible(),
                domain.decision(),
                domain.lastMove(),
                domain.problems());
    }

    /** The same domain in another condition. */
    static DomainReport in(String condition, DomainReport domain) {
        return new DomainReport(
                domain.id(),
                domain.name(),
                domain.state(),
                domain.mode(),
                condition,
                domain.heldSeconds(),
                domain.current(),
                domain.target(),
                domain.owed(),
                domain.min(),
                domain.max(),
                domain.lever(),
                domain.floor(),
                domain.usable(),
                domain.targetHitRatio(),
                domain.hitRatio(),
                domain.accessesPerSecond(),
                domain.weight(),
                domain.eligible(),
                domain.decision(),
                domain.lastMove(),
                domain.problems());
    }

    static DomainReport unmeasured(String name) {
        DomainReport domain = domain(name, "auto", ByteSize.GIB, ByteSize.GIB, "Kept.");
        return new DomainReport(
                domain.id(),
                domain.name(),
                domain.state(),
                domain.mode(),
                domain.condition(),
                domain.heldSeconds(),
                domain.current(),
                domain.target(),
                domain.owed(),
                domain.min(),
                domain.max(),
                domain.lever(),
                domain.floor(),
                domain.usable(),
                domain.targetHitRatio(),
                Optional.empty(),
                domain.accessesPerSecond(),
                domain.weight(),
                domain.eligible(),
                domain.decision(),
                domain.lastMove(),
                domain.problems());
    }

    /**
     * A domain of which all is known that matters for its place beside others.
     *
     * @param ratio its hit ratio, ± 0.01
     * @param moved when it was resized last
     */
    static DomainReport busy(UUID id, String name, long current, double ratio, double accesses, Instant moved) {
        DomainReport domain = domain(name, "auto", current, current, "Kept.");
        return new DomainReport(
                id,
                domain.name(),
                domain.state(),
                domain.mode(),
                domain.condition(),
                domain.heldSeconds(),
                domain.current(),
                domain.target(),
                domain.owed(),
                domain.min(),
                domain.max(),
                domain.lever(),
                domain.floor(),
                domain.usable(),
                domain.targetHitRatio(),
                Optional.of(new HitRatioReport(ratio, ratio - 0.01, ratio + 0.01, 120, 5, "perf")),
                Optional.of(accesses),
                domain.weight(),
                domain.eligible(),
                domain.decision(),
                Optional.of(move(moved, 2 * ByteSize.GIB, current)),
                domain.problems());
    }

    static MoveReport move(Instant time, long from, long to) {
        return new MoveReport(3, time, from, to, "it needs less", "applied");
    }
}
