/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.virtballast.cli.SampleReports.domain;
import static org.virtballast.cli.SampleReports.status;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.virtballast.core.report.StatusReport;

final class StatusTextTest {
    private static final String LONG_SENTENCE = "This guest would give 512MiB, which it has not used for a while, but"
            + " its statistics are 45 s old, so nothing is taken from it.";

    @Test
    void table_showsEachDomain() {
        StatusReport report = status(
                "auto",
                List.of(
                        domain("web1", "auto", "Took 512MiB: it has more than it needs."),
                        SampleReports.unmeasured("database")));

        assertEquals("""
                virt-ballastd 1.0, mode auto, policy hit-ratio
                budget 64GiB, committed 48GiB (75 %)
                cycle 7 at 05:04:05, 1.3 ms

                DOMAIN              MODE/STATE      CURRENT → TARGET        HIT RATIO     WANTED
                web1                auto/running    4GiB → 3.5GiB           0.962 ±0.010  0.950
                    Took 512MiB: it has more than it needs.
                    Between 1GiB and 8GiB; hit ratio by perf.
                database            auto/running    1GiB                    -             0.950
                    Kept.
                    Between 1GiB and 8GiB.
                """, text(report, UTF_8));
    }

    @Test
    void conditionThatForbidsAResize_isShownInThePlaceOfTheState() {
        assertTrue(text(status("auto", List.of(SampleReports.in("held", domain("web1", "auto", "Kept.")))), UTF_8)
                .contains("auto/held "));
        assertTrue(text(status("auto", List.of(SampleReports.in("left-alone", domain("web1", "auto", "Kept.")))), UTF_8)
                .contains("auto/running "));
    }

    @Test
    void pauseOfAll_andPressure_areSaidAtTheTop() {
        StatusReport report = new StatusReport(
                "1.0",
                "auto",
                "hit-ratio",
                true,
                1,
                Optional.empty(),
                0,
                0,
                0,
                "hard",
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());

        String text = text(report, UTF_8);
        assertTrue(text.contains("! all guests are paused: 'virt-ballast resume' goes on."), text);
        assertTrue(text.contains("! the host itself has little near memory left: pressure hard."), text);
    }

    @Test
    void table_needsNoMoreThanAscii() {
        String text =
                text(status("observe", List.of(domain("x".repeat(30), "auto", "Kept."))), StandardCharsets.US_ASCII);

        assertTrue(text.contains("4GiB -> 3.5GiB "), text);
        assertTrue(text.contains("0.962 +-0.010 "), text);
        assertTrue(text.contains("x".repeat(18) + "~ "), text);
        assertTrue(text.chars().allMatch(c -> c < 0x80), text);
    }

    @Test
    void lines_fitEightyColumns() {
        StatusReport report = status(
                "observe",
                List.of(
                        domain(
                                "n".repeat(200),
                                "observe",
                                1_099_500_000_000L,
                                1_073_700_000L,
                                LONG_SENTENCE,
                                LONG_SENTENCE),
                        domain("b", "observe", "w".repeat(500))),
                LONG_SENTENCE,
                "w".repeat(500));

        for (String line : text(report, StandardCharsets.US_ASCII).split("\n", -1)) {
            assertTrue(line.length() <= 80, line);
        }
    }

    @Test
    void problems_standWhereTheyBelong() {
        String text = text(
                status("auto", List.of(domain("web1", "auto", "Kept.", "Its driver is silent.")), "The clock jumped."),
                UTF_8);

        assertTrue(text.contains("\n! The clock jumped.\n\nDOMAIN "), text);
        assertTrue(
                text.endsWith(
                        "\n    Kept.\n    Between 1GiB and 8GiB; hit ratio by perf.\n    ! Its driver is silent.\n"),
                text);
    }

    @Test
    void hostileName_doesNotReachTheTerminal() {
        String text = text(
                status("auto", List.of(domain("a\u001b[2J\u009b\u202e\r\nb", "auto", "Kept \u001b]0;x\u0007."))),
                UTF_8);

        assertTrue(text.contains("\na?[2J????b "), text);
        assertTrue(text.contains("\n    Kept ?]0;x?.\n"), text);
        assertFalse(text.replace("\n", "").chars().anyMatch(Character::isISOControl), text);
    }

    @Test
    void emptyHost_isSaidToBeEmpty() {
        assertTrue(text(status("auto", List.of()), UTF_8).endsWith("\nNo guest is running.\n"));
    }

    @Test
    void hostThatNobodyHasLookedAt_isNotSaidToBeEmpty() {
        StatusReport report = new StatusReport(
                "1.0",
                "auto",
                "hit-ratio",
                false,
                0,
                Optional.empty(),
                0,
                0,
                0,
                "high",
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());

        assertEquals("""
                virt-ballastd 1.0, mode auto, policy hit-ratio
                budget 0B, committed 0B
                no cycle yet
                ! libvirt does not answer: no guest is resized until it does.

                Which guests run is not known.
                """, text(report, UTF_8));
    }

    @Test
    void observe_saysHowToTurnOnOneGuestOrAll() {
        String text = text(
                status("observe", List.of(domain("a", "auto", "Kept."), domain("web1", "observe", "Kept."))), UTF_8);

        assertTrue(text.contains("""
                            virsh metadata web1 \\
                              urn:virt-ballast:domain:1 --key ballast --live --config \\
                              --set "<ballast mode='auto'/>"
                        """), text);
        assertTrue(text.contains("'mode = auto' under [daemon]"), text);
    }

    @Test
    void observe_namesAGuestTheShellCannotMistake() {
        String odd = text(status("observe", List.of(domain("x; rm -rf ~", "observe", "Kept."))), UTF_8);
        String none = text(status("observe", List.of()), UTF_8);

        assertTrue(odd.contains("virsh metadata " + SampleReports.ID + " \\\n"), odd);
        assertTrue(none.contains("virsh metadata DOMAIN \\\n"), none);
    }

    private static String text(StatusReport report, Charset charset) {
        List<String> lines = new StatusText(new Terminal(charset), ZoneOffset.ofHours(2)).lines(report);
        return String.join("\n", lines) + "\n";
    }
}
