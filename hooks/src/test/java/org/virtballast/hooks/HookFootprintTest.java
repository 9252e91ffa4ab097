/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hook runs little and leaves nothing running: libvirt waits for it. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
final class HookFootprintTest {

    private static final byte[] XML = "<domain/>".getBytes(StandardCharsets.UTF_8);
    private static final Set<String> BUILT_IN = Set.of(
            "trap",
            "exec",
            "umask",
            "set",
            "cd",
            "claim_name",
            "read",
            "for",
            "true",
            "return",
            "write_event",
            "printf",
            "exit");

    @TempDir
    private Path temporary;

    private Path folder;
    private Path spool;

    @BeforeEach
    void createSpool() throws IOException {
        folder = temporary.toRealPath();
        spool = Files.createDirectory(folder.resolve("spool"));
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void writtenEvent_leavesNoProcess(Shell shell) throws Exception {
        Hook hook = Hook.writingTo(spool).under(shell.command());
        hook.run(XML, "web1", "start", "begin", "-");

        assertEquals(List.of(), hook.leftBehind());
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void missingSpool_leavesNoProcess(Shell shell) throws Exception {
        Hook hook = Hook.writingTo(folder.resolve("missing")).under(shell.command());
        hook.run(XML, "web1", "start", "begin", "-");

        assertEquals(List.of(), hook.leftBehind());
    }

    /** Says at the same time that it never calls libvirt. */
    @Test
    void writtenEvent_runsCatAndMvOnly() throws Exception {
        assertEquals(List.of("cat", "mv"), programsRunInto(spool));
    }

    @Test
    void missingSpool_runsCatOnly() throws Exception {
        assertEquals(List.of("cat"), programsRunInto(folder.resolve("missing")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"virt-ballast", "bench/hook-cost"})
    void script_pleasesShellcheck(String script) throws Exception {
        Process shellcheck = new ProcessBuilder(Shell.installed("shellcheck").toString(), script)
                .redirectErrorStream(true)
                .start();
        String findings = new String(shellcheck.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals("", findings);
        assertEquals(0, shellcheck.waitFor());
    }

    /** bash tells each command that it runs, after a plus, on the descriptor that BASH_XTRACEFD names. */
    private List<String> programsRunInto(Path place) throws IOException, InterruptedException {
        Path trace = folder.resolve("trace");
        List<String> tracingBash = List.of(Shell.installed("bash").toString(), "--posix", "-x");
        Hook.writingTo(place)
                .under(tracingBash)
                .runFrom("export BASH_XTRACEFD=9; exec \"$@\" web1 start begin - 9>" + trace, XML);
        try (Stream<String> lines = Files.lines(trace)) {
            return lines.filter(line -> line.matches("\\++ [a-z].*"))
                    .map(line -> line.replaceFirst("^\\++ ", "").split(" ", 2)[0])
                    .filter(word -> !word.contains("="))
                    .filter(word -> !BUILT_IN.contains(word))
                    .toList();
        }
    }
}
