/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.virtballast.core.report.PoliciesReport;

final class PolicyListTextTest {
    private final PolicyListText text = new PolicyListText(new Terminal(StandardCharsets.UTF_8));

    @Test
    void policies_areListedWithTheOneThatDecidesAndThoseThatWereRefused() {
        PoliciesReport report = new PoliciesReport(
                "hit-ratio",
                "hit-ratio",
                Optional.empty(),
                List.of(
                        entry("hit-ratio", "/usr/share/p/hit-ratio.jar", "shipped", true, null),
                        entry(
                                null,
                                "/d/bad\u001b.jar",
                                "drop-in",
                                false,
                                "/d/bad.jar is no readable jar: it is no file")));

        assertEquals(
                List.of(
                        "NAME             KIND               JAR",
                        "hit-ratio        shipped decides    /usr/share/p/hit-ratio.jar",
                        "-                drop-in refused    /d/bad?.jar",
                        "    ! /d/bad.jar is no readable jar: it is no file."),
                text.lines(report));
    }

    @Test
    void quarantine_isSaidWithItsReason() {
        PoliciesReport report = new PoliciesReport(
                "mine",
                "hit-ratio",
                Optional.of("it failed 3 times in a row, the last time since it did not answer within 1000 ms"),
                List.of(entry("mine", "/d/mine.jar", "drop-in", true, null)));

        assertEquals(
                List.of(
                        "NAME             KIND               JAR",
                        "mine             drop-in quarantine /d/mine.jar",
                        "    ! it failed 3 times in a row, the last time since it did not answer within",
                        "    1000 ms.",
                        "'hit-ratio' decides while 'mine' is in quarantine."),
                text.lines(report));
    }

    private static PoliciesReport.Entry entry(String name, String jar, String kind, boolean used, String refusal) {
        return new PoliciesReport.Entry(Optional.ofNullable(name), jar, kind, used, Optional.ofNullable(refusal));
    }
}
