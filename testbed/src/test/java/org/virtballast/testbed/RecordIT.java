/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a daemon decides about a real guest is recorded, and replayed to the same decisions. */
final class RecordIT {
    private static final int LARGE = 512;
    private static final int MIDDLE = 384;

    private static ScriptedHost host;
    private static Guest guest;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startGuest() throws Exception {
        host = new ScriptedHost(LARGE);
        host.startDaemon();
        guest = host.startNormal("record", "--near", Integer.toString(LARGE));
    }

    @AfterAll
    static void removeGuest() throws Exception {
        host.close();
    }

    @Test
    void recording_replaysToWhatWasDecidedThroughReloadsAndARestart() throws Exception {
        host.startDaemon();
        host.awaitCondition(guest, "normal");
        Path file = folder.resolve("rec.gz");
        Process recorder = recorder(file);
        host.want(guest, MIDDLE);
        host.awaitSize(guest, MIDDLE);
        host.restartDaemon();
        host.awaitCondition(guest, "normal");
        host.want(guest, LARGE);
        host.awaitSize(guest, LARGE);
        host.awaitCycles(3);

        String said = interrupt(recorder);

        assertTrue(said.contains("Recorded to " + file + "; it holds "), said);
        assertTrue(said.contains("virt-ballastd was started anew; its cycles count from 1 again."), said);
        Replayed replayed = replay(file, "scripted,static");
        assertEquals(0, replayed.status(), replayed.text());
        assertTrue(replayed.text().contains("the daemon was started anew"), replayed.text());
        assertEquals("1.000", column(replayed.text(), "scripted", 2), replayed.text());
        assertTrue(Double.parseDouble(column(replayed.text(), "static", 2)) < 1, replayed.text());
        assertTrue(Integer.parseInt(column(replayed.text(), "scripted", 3)) > 0, "takes: " + replayed.text());
        assertTrue(Integer.parseInt(column(replayed.text(), "scripted", 4)) > 0, "gives: " + replayed.text());
        assertTrue(replayed.text().contains("take to 384MiB: "), replayed.text());
        assertTrue(replayed.text().contains("give to 512MiB: "), replayed.text());
        assertFalse(replayed.text().contains("are missing"), replayed.text());
    }

    @Test
    void fullDisk_endsTheRecordingAndNotTheDaemon() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Program.check("mount", "-t", "tmpfs", "-o", "size=4k", "vbtest-disk", disk.toString());
        try {
            Path file = disk.resolve("rec.gz");
            Process recorder = recorder(file);

            String said = output(recorder, ScriptedHost.SOON.toSeconds());

            assertEquals(1, recorder.exitValue(), said);
            assertTrue(
                    said.contains("The recording ended, " + file + " cannot be written: No space left on device; "),
                    said);
            Replayed replayed = replay(file, "static");
            assertEquals(0, replayed.status(), replayed.text());
            assertTrue(Integer.parseInt(column(replayed.text(), "recorded", 1)) > 3, replayed.text());
            host.awaitCycles(2);
        } finally {
            Program.check("umount", disk.toString());
        }
    }

    @Test
    void killedRecorder_leavesWhatItWrote() throws Exception {
        Path file = folder.resolve("rec.gz");
        Process recorder = recorder(file);
        host.awaitCycles(3);
        recorder.destroyForcibly().waitFor();

        Replayed replayed = replay(file, "static");

        assertEquals(0, replayed.status(), replayed.text());
        assertTrue(replayed.text().contains(file + " ends in the middle"), replayed.text());
        assertTrue(Integer.parseInt(column(replayed.text(), "recorded", 1)) > 3, replayed.text());
    }

    private record Replayed(int status, String text) {}

    /** Starts a recording and waits until it has begun. */
    private static Process recorder(Path file) throws IOException {
        Process recorder = start("record", file.toString());
        Eventually.await(
                "the recording has begun", ScriptedHost.SOON, () -> Files.exists(file) && Files.size(file) > 0);
        return recorder;
    }

    private static Replayed replay(Path file, String policies) throws IOException, InterruptedException {
        String directories = DaemonProcess.policies(host.tree()) + ","
                + host.tree().path("policies/static/target").toString();
        Process replay = start("replay", file.toString(), "--policy", policies, "--policy-directories", directories);
        String text = output(replay, 60);
        return new Replayed(replay.exitValue(), text);
    }

    private static Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(host.tree().path("packaging/bin/virt-ballast").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put(
                        "VIRT_BALLAST_SOCKET",
                        DaemonProcess.RUNTIME.resolve("control.sock").toString());
        return builder.start();
    }

    private static String interrupt(Process process) throws IOException, InterruptedException {
        // Not INT, which is ignored by all that a shell without job control started in the background.
        Program.check("kill", "-TERM", Long.toString(process.pid()));
        return output(process, 30);
    }

    /** All that it says until it ends, which it does in time. */
    private static String output(Process process, long seconds) throws IOException, InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("it did not end within " + seconds + " s");
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** A figure of a line of the summary: 1 is the number of cycles. */
    private static String column(String text, String policy, int column) {
        Matcher line = Pattern.compile("(?m)^" + policy + " .*$").matcher(text);
        assertTrue(line.find(), text);
        return List.of(line.group().trim().split(" +", -1)).get(column);
    }
}
