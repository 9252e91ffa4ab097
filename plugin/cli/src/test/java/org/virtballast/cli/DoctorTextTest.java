/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DoctorTextTest {
    private static final List<Finding> FINDINGS = List.of(
            Finding.ok("daemon", "all is well"),
            Finding.note("hook", "word ".repeat(20).strip()).mend("systemctl reload libvirtd"),
            Finding.warning("long", "w\u001b[2J")
                    .mend("command " + "--option value ".repeat(8).strip()),
            Finding.error("bad", "e"));

    @Test
    void findings_fitTheTerminal() {
        String text = text(new Terminal(StandardCharsets.UTF_8), FINDINGS);

        assertEquals("""
                ok      daemon: all is well.
                note    hook: word word word word word word word word word word word word word
                        word word word word word word word.
                            systemctl reload libvirtd
                warning long: w?[2J.
                            command --option value --option value --option value \\
                              --option value --option value --option value --option value \\
                              --option value
                error   bad: e.

                1 error, 1 warning, 1 note.
                """, text);
        assertTrue(text.lines().allMatch(line -> line.length() <= Terminal.COLUMNS), text);
    }

    @Test
    void colours_areTheVerdictsAlone() {
        String text = text(new Terminal(StandardCharsets.UTF_8, true), FINDINGS);

        assertTrue(
                text.startsWith("\u001b[32mok\u001b[0m      daemon: all is well.\n\u001b[36mnote\u001b[0m    hook: "),
                text);
        assertTrue(text.contains("\u001b[33mwarning\u001b[0m long: "), text);
        assertTrue(text.contains("\u001b[31merror\u001b[0m   bad: "), text);
        assertEquals(text(new Terminal(StandardCharsets.UTF_8), FINDINGS), text.replaceAll("\u001b\\[\\d+m", ""));
    }

    @Test
    void nothingToSay_isCountedAllTheSame() {
        assertEquals("\n0 errors, 0 warnings, 0 notes.\n", text(new Terminal(StandardCharsets.UTF_8), List.of()));
    }

    private static String text(Terminal terminal, List<Finding> findings) {
        return new DoctorText(terminal).lines(findings).stream().collect(Collectors.joining("\n", "", "\n"));
    }
}
