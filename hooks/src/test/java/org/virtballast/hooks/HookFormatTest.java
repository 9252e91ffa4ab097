/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.hooks.Hook.Result;

/** What the daemon finds in the spool after one operation. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
final class HookFormatTest {

    private static final byte[] XML =
            "<domain type='kvm'><name>web1</name></domain>\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path temporary;

    private Path spool;
    private Hook hook;

    @BeforeEach
    void createSpool() throws IOException {
        spool = Files.createDirectory(temporary.toRealPath().resolve("spool"));
        hook = Hook.writingTo(spool);
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void operation_becomesOneFileUnderEveryShell(Shell shell) throws Exception {
        Result result = hook.under(shell.command()).run(XML, "web1", "migrate", "begin", "-");

        assertEquals(Result.SILENT_SUCCESS, result);
        assertEquals(new SpooledEvent(theOnlyName(), "migrate", "begin", "-", "web1", text(XML)), theOnlyEvent());
    }

    @Test
    void hook_canBeExecuted() {
        assertTrue(Files.isExecutable(Hook.SCRIPT), "libvirt skips a hook that is not executable");
    }

    @Test
    void fileContent_isFourFieldsWithNulThenStdin() throws Exception {
        hook.run(XML, "web1", "start", "begin", "-");

        assertEquals("start\0begin\0-\0web1\0" + text(XML), text(Files.readAllBytes(spool.resolve(theOnlyName()))));
    }

    @Test
    void fileName_isUptimeInCentisecondsThenNumber() throws Exception {
        long before = uptimeInCentiseconds();
        hook.run(XML, "web1", "start", "begin", "-");
        long after = uptimeInCentiseconds();

        String name = theOnlyName();
        assertTrue(name.matches("[0-9]{12}-000"), name);
        long uptime = Long.parseLong(name.substring(0, 12));
        assertTrue(before <= uptime && uptime <= after, name + " lies not between " + before + " and " + after);
    }

    @Test
    void event_isForOwnerOnly() throws Exception {
        hook.runFrom("umask 0; exec \"$@\" web1 start begin -", XML);

        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(spool.resolve(theOnlyName()))));
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void domainNameWithNewline_isKeptByteForByte(Shell shell) throws Exception {
        hook.under(shell.command()).run(XML, "\nweb\n\n1\n", "start", "begin", "-");

        assertEquals("\nweb\n\n1\n", theOnlyEvent().domain());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " a  b ",
                "-n",
                "--",
                "-",
                "*",
                "?[a-z]*",
                "~",
                "$HOME",
                "`id`",
                "$(id)",
                "a'b\"c",
                "\\0\\n%s%d\\",
                "..",
                "../../etc",
                "/etc/passwd",
                ";exit 7",
                "\t\r\u0001\u007f"
            })
    void awkwardArgument_isKeptByteForByteInEveryPlace(String awkward) throws Exception {
        Result result = hook.run(XML, awkward, awkward, awkward, awkward);

        assertEquals(Result.SILENT_SUCCESS, result);
        assertEquals(new SpooledEvent(theOnlyName(), awkward, awkward, awkward, awkward, text(XML)), theOnlyEvent());
    }

    /** From a shell, because the encoding of the JVM may not know these bytes. */
    @ParameterizedTest
    @EnumSource(Shell.class)
    void domainNameBeyondAscii_isKeptByteForByte(Shell shell) throws Exception {
        hook.under(shell.command()).runFrom("exec \"$@\" \"$(printf 'd\\303\\266m\\377\\200')\" start begin -", XML);

        assertEquals("d\u00c3\u00b6m\u00ff\u0080", theOnlyEvent().domain());
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void randomStdin_isKeptByteForByte(Shell shell) throws Exception {
        byte[] garbage = new byte[1 << 20];
        new Random(1).nextBytes(garbage);

        Result result = hook.under(shell.command()).run(garbage, "web1", "start", "begin", "-");

        assertEquals(Result.SILENT_SUCCESS, result);
        assertTrue(text(garbage).equals(theOnlyEvent().xml()), "stdin came out changed");
    }

    @Test
    void missingArguments_becomeEmptyFields() throws Exception {
        Result result = hook.run(XML);

        assertEquals(Result.SILENT_SUCCESS, result);
        assertEquals(new SpooledEvent(theOnlyName(), "", "", "", "", text(XML)), theOnlyEvent());
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void closedStdin_becomesEventWithoutXml(Shell shell) throws Exception {
        Result result = hook.under(shell.command()).runFrom("exec \"$@\" web1 start begin - <&-", new byte[0]);

        assertEquals(Result.SILENT_SUCCESS, result);
        assertEquals(new SpooledEvent(theOnlyName(), "start", "begin", "-", "web1", ""), theOnlyEvent());
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void closedStdoutAndStderr_changeNothing(Shell shell) throws Exception {
        Result result = hook.under(shell.command()).runFrom("exec \"$@\" web1 start begin - >&- 2>&-", XML);

        assertEquals(Result.SILENT_SUCCESS, result);
        assertEquals(new SpooledEvent(theOnlyName(), "start", "begin", "-", "web1", text(XML)), theOnlyEvent());
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void emptySearchPath_doesNotRunProgramsOfTheSpool(Shell shell) throws Exception {
        Path planted = Files.writeString(spool.resolve("cat"), "#!/bin/sh\necho planted\n");
        Files.setPosixFilePermissions(planted, PosixFilePermissions.fromString("rwx------"));

        Result result = hook.under(shell.command()).runFrom("export PATH=; exec \"$@\" web1 start begin -", XML);

        assertEquals(Result.SILENT_SUCCESS, result);
        Files.delete(planted);
        assertEquals(text(XML), theOnlyEvent().xml());
    }

    private SpooledEvent theOnlyEvent() throws IOException {
        theOnlyName();
        return SpooledEvent.readAll(spool).get(0);
    }

    private String theOnlyName() throws IOException {
        List<String> names = SpooledEvent.names(spool);
        assertEquals(1, names.size(), () -> "one file expected in " + names);
        return names.get(0);
    }

    private static long uptimeInCentiseconds() throws IOException {
        String uptime = Files.readString(Path.of("/proc/uptime"));
        return Long.parseLong(uptime.substring(0, uptime.indexOf(' ')).replace(".", ""));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
