/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.ExplainReport.Entry;

final class ExplainTextTest {
    private final ExplainText text = new ExplainText(ZoneOffset.ofHours(-5));

    @Test
    void entries_areLinesInLocalTime() {
        ExplainReport report = new ExplainReport(
                SampleReports.ID,
                "web1\u001b",
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
                2026-01-01 22:04:05  kept        It has what it needs. (cycles 1 to 6)
                2026-01-01 22:04:35  would-move  It would give 512MiB, which it has not used for
                                                 a while. (cycle 7)""", String.join("\n", text.lines(report)));
    }

    @Test
    void domainWithoutDecisions_isSaidToHaveNone() {
        assertEquals(
                List.of("web1 (00000000-0000-0000-0000-00000000002a)", "No cycle has decided anything about it yet."),
                text.lines(new ExplainReport(SampleReports.ID, "web1", List.of())));
    }
}
