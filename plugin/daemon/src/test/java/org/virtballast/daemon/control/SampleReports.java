/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.HitRatioReport;
import org.virtballast.core.report.HookReport;
import org.virtballast.core.report.LeverReport;
import org.virtballast.core.report.LeverReport.YieldReport;
import org.virtballast.core.report.MoveReport;
import org.virtballast.core.report.StatusReport;

/** Reports with every member present, and with every one absent that may be. */
final class SampleReports {
    static final UUID ID = UUID.fromString("00000000-0000-0000-0000-00000000002a");
    static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

    private SampleReports() {}

    static StatusReport status(DomainReport... domains) {
        return new StatusReport(
                "1.0",
                "observe",
                "hit-ratio",
                true,
                7,
                Optional.of(TIME),
                1.5,
                4096,
                2048,
                "soft",
                false,
                Optional.of(new HookReport(TIME, "started", "web1")),
                List.of(domains),
                List.of());
    }

    static StatusReport beforeFirstCycle() {
        return new StatusReport(
                "1.0",
                "observe",
                "hit-ratio",
                false,
                0,
                Optional.empty(),
                0,
                4096,
                0,
                "high",
                false,
                Optional.empty(),
                List.of(),
                List.of("no libvirt"));
    }

    private static final LeverReport LEVER = new LeverReport(
            "near", "cell 0 is near: it has the CPUs", List.of(0), 2048, 8192, Optional.of(new YieldReport(1024, 512)));

    static DomainReport domain(String name) {
        return new DomainReport(
                ID,
                name,
                "running",
                "auto",
                "normal",
                Optional.empty(),
                2048,
                1024,
                256,
                512,
                4096,
                LEVER,
                OptionalLong.of(600),
                OptionalLong.empty(),
                0.95,
                Optional.of(new HitRatioReport(0.9, 0.85, 0.95, 120, 5, "perf")),
                Optional.empty(),
                100,
                true,
                "Taken.",
                Optional.of(new MoveReport(7, TIME, 2048, 1024, "it has more than it needs", "applied")),
                List.of());
    }

    static ExplainReport explain(String name) {
        return new ExplainReport(
                ID, name, LEVER, List.of(new ExplainReport.Entry(1, 7, TIME, "kept", "It has what it needs.")));
    }
}
