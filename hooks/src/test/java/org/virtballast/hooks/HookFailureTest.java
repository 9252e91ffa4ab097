/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.virtballast.hooks.Hook.Result;

/** Where the event cannot be written, libvirt notices nothing: no output, no error, no broken pipe, no litter. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
final class HookFailureTest {

    /** More than a pipe takes: it can only be written if the hook reads it. */
    private static final byte[] LONG_XML = new byte[1 << 20];

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
    void missingSpool_isNotCreated(Shell shell) throws Exception {
        Path missing = folder.resolve("missing");

        assertEquals(Result.SILENT_SUCCESS, runInto(missing, shell));
        assertEquals(List.of("spool"), SpooledEvent.names(folder));
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void missingSpoolAndClosedStdin_areNoError(Shell shell) throws Exception {
        Result result = Hook.writingTo(folder.resolve("missing"))
                .under(shell.command())
                .runFrom("exec \"$@\" web1 reconnect begin - <&-", new byte[0]);

        assertEquals(Result.SILENT_SUCCESS, result);
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void fileInPlaceOfSpool_isLeftAlone(Shell shell) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "mine");

        assertEquals(Result.SILENT_SUCCESS, runInto(file, shell));
        assertEquals("mine", Files.readString(file));
        assertEquals(List.of("file", "spool"), SpooledEvent.names(folder));
    }

    /** The kernel's own folder refuses new files to everyone, root too. */
    @ParameterizedTest
    @EnumSource(Shell.class)
    void folderThatRefusesFiles_isGivenUp(Shell shell) throws Exception {
        assertEquals(Result.SILENT_SUCCESS, runInto(Path.of("/proc"), shell));
    }

    @Test
    void folderWithoutWritePermission_isGivenUp() throws Exception {
        Files.setPosixFilePermissions(spool, PosixFilePermissions.fromString("r-x------"));
        assumeTrue(!Files.isWritable(spool), "root may write everywhere");

        assertEquals(Result.SILENT_SUCCESS, Hook.writingTo(spool).run(LONG_XML, "web1", "start", "begin", "-"));
        assertEquals(List.of(), SpooledEvent.names(spool));
    }

    /** Who owns the folder above the spool must not be able to send root's files elsewhere. */
    @ParameterizedTest
    @EnumSource(Shell.class)
    void linkInPlaceOfSpool_isNotFollowed(Shell shell) throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), spool);

        assertEquals(Result.SILENT_SUCCESS, runInto(link, shell));
        assertEquals(List.of(), SpooledEvent.names(spool));
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void linkAboveSpool_isNotFollowed(Shell shell) throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);

        assertEquals(Result.SILENT_SUCCESS, runInto(link.resolve("spool"), shell));
        assertEquals(List.of(), SpooledEvent.names(spool));
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void diskThatFillsUp_keepsNoHalfEvent(Shell shell) throws Exception {
        assertEquals(
                new Result(0, "exit 0\nleft:\n"),
                runInTmpfs(
                        "\"$@\" web1 start begin -; echo exit $?; echo left: $(ls -A \"$VIRT_BALLAST_SPOOL\")", shell));
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void diskThatIsFull_keepsNoEmptyEvent(Shell shell) throws Exception {
        assertEquals(
                new Result(0, "exit 0\nleft: filler\n"),
                runInTmpfs(
                        "cat /dev/zero >\"$VIRT_BALLAST_SPOOL/filler\" 2>/dev/null;"
                                + "\"$@\" web1 start begin -; echo exit $?; echo left: $(ls -A \"$VIRT_BALLAST_SPOOL\")",
                        shell));
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void limitOnFileSize_keepsNoHalfEvent(Shell shell) throws Exception {
        Result result = Hook.writingTo(spool)
                .under(shell.command())
                .runFrom("ulimit -f 1; exec \"$@\" web1 start begin -", LONG_XML);

        assertEquals(Result.SILENT_SUCCESS, result);
        assertEquals(List.of(), SpooledEvent.names(spool));
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void limitOnFileSizeThatAllowsNothing_killsNothing(Shell shell) throws Exception {
        Result result = Hook.writingTo(spool)
                .under(shell.command())
                .runFrom("ulimit -f 0; exec \"$@\" web1 start begin -", LONG_XML);

        assertEquals(Result.SILENT_SUCCESS, result);
        assertEquals(List.of(), SpooledEvent.names(spool));
    }

    private static Result runInto(Path place, Shell shell) throws IOException, InterruptedException {
        return Hook.writingTo(place).under(shell.command()).run(LONG_XML, "web1", "start", "begin", "-");
    }

    private Result runInTmpfs(String shellScript, Shell shell) throws IOException, InterruptedException {
        String mount = "mount -t tmpfs -o size=16k none \"$VIRT_BALLAST_SPOOL\" 2>/dev/null || exit 77;";
        Hook hook = Hook.writingTo(spool).under(shell.command());
        assumeTrue(
                hook.runFromOwnMounts(mount, new byte[0]).exitCode() == 0,
                "this user may not mount a small file system: no namespaces");
        return hook.runFromOwnMounts(mount + shellScript, LONG_XML);
    }
}
