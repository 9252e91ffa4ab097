/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.ExplainReport.Entry;
import org.virtballast.core.report.LeverReport;
import org.virtballast.core.report.LeverReport.YieldReport;

final class ExplainTextTest {
    private final ExplainText text = new ExplainText(ZoneOffset.ofHours(-5));

    @Test
    void entries_areLinesInLocalTime() {
        ExplainReport report = new ExplainReport(
                SampleReports.ID,
                "web1\u001b",
                new LeverReport(
                        "near",
                        "cell 0 is near: it has the CPUs",
                        List.of(0),
                        2 << 20,
                        0,
                        Optional.of(new YieldReport(200 << 20, -1))),
                List.of("its metadata\u001b is wrong"),
                List.of(
                        new Entry(1, 6, SampleReports.TIME, "kept", "It has what it needs."),
                        new Entry(
                                7,
                                7,
                                SampleReports.TIME.plusSeconds(30),
                                "would-move",
                                "It would give 512MiB, which it has not used for a while.")));

        assertEquals("""
                web1? (00000000-0000-0000-0000-00000000002a)
                lever near: cell 0 is near: it has the CPUs; of the 200MiB that it gave last, 0B
                were near memory
                ! its metadata? is wrong
                2026-01-01 22:04:05  kept        It has what it needs. (cycles 1 to 6)
                2026-01-01 22:04:35  would-move  It would give 512MiB, which it has not used for
                                                 a while. (cycle 7)""", String.join("\n", text.lines(report)));
    }

    @Test
    void domainWithoutDecisions_isSaidToHaveNone() {
        assertEquals(
                List.of(
                        "web1 (00000000-0000-0000-0000-00000000002a)",
                        "lever balloon: its guest has no NUMA cells to tell apart",
                        "No cycle has decided anything about it yet."),
                text.lines(new ExplainReport(SampleReports.ID, "web1", SampleReports.BALLOON, List.of(), List.of())));
    }
}
