/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.virtballast.core.report.CycleReport;
import org.virtballast.core.report.CyclesReport;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.HitRatioReport;
import org.virtballast.core.report.HookReport;
import org.virtballast.core.report.LeverReport;
import org.virtballast.core.report.LeverReport.YieldReport;
import org.virtballast.core.report.MoveReport;
import org.virtballast.core.report.SetupReport;
import org.virtballast.core.report.StartReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.GuestMemory;
import org.virtballast.spi.HitRatio;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;
import org.virtballast.spi.LeverKind;

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
                Optional.of(new StartReport(TIME, "web1")),
                Optional.of(new SetupReport(
                        List.of(0, 1),
                        List.of(2),
                        "a node with memory and no CPUs is far",
                        "none",
                        Optional.of("why"))),
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
                Optional.empty(),
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
                ID,
                name,
                LEVER,
                List.of("Its weight is no number."),
                List.of(new ExplainReport.Entry(1, 7, TIME, "kept", "It has what it needs.")));
    }

    /** One cycle with all there is, and one that failed before anything was seen. */
    static CyclesReport cycles() {
        DomainView full = new DomainView(
                ID,
                "web1 ü\u001b\"",
                new Bounds(512, 4096, 2048),
                2048,
                1024,
                FarTier.CELL,
                LeverKind.NEAR,
                8192,
                Optional.of(new GuestMemory(4096, 1024, 3, 4)),
                Optional.of(new Accesses(0.1 + 0.2, 1e18, 1024, Duration.ofNanos(2_000_000_001), "perf")),
                Optional.of(new HitRatio(1.0 / 3, 0.1, 0.5, 120.5, Duration.ofMillis(1500), "perf")),
                0.95,
                100,
                Eligibility.growOnly("it is short"));
        DomainView bare = new DomainView(
                new UUID(0, 43),
                "web2",
                new Bounds(512, 4096),
                4096,
                4096,
                FarTier.SWAP,
                LeverKind.BALLOON,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                1,
                Eligibility.FULL);
        CycleReport whole = new CycleReport(
                7,
                TIME,
                Duration.ofNanos(1_234_567),
                Optional.of(new CycleReport.DecidingPolicy("hit-ratio", Map.of("probe", "0.5"))),
                Optional.of(new HostView(
                        TIME, Duration.ofSeconds(2), 1L << 45, -1, HostPressure.SOFT, List.of(full, bare))),
                List.of(
                        new CycleReport.Wish(ID, OptionalLong.of(1024), "it has more than it needs"),
                        new CycleReport.Wish(new UUID(0, 43), OptionalLong.empty(), "on target")),
                List.of(new CycleReport.MadeMove(ID, 2048, 1024, "it has more than it needs", "failed", "no")),
                List.of(new CycleReport.Refused(ID, -5, "below its bounds")),
                Optional.empty());
        CycleReport failed = new CycleReport(
                8,
                TIME,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of("libvirt does not answer."));
        return new CyclesReport(new UUID(1, 2), "1.0", List.of(whole, failed));
    }
}
