/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code virt-ballast record} against daemons that answer, forget, restart and fall silent, on disks that fill up. */
@Timeout(60)
final class RecordCommandTest {
    @TempDir
    private Path folder;

    private final Deque<String> answers = new ConcurrentLinkedDeque<>();
    private Path socket;
    private Path file;

    @BeforeEach
    void name() {
        socket = folder.resolve("control.sock");
        file = folder.resolve("rec.gz");
    }

    @Test
    void cycles_areWrittenOnceEachAsTheyCame() throws Exception {
        answers.add(SampleCycles.answer(SampleCycles.RUN, 5, 6));
        answers.add(SampleCycles.answer(SampleCycles.RUN, 5, 7));
        answers.add(SampleCycles.answer(SampleCycles.RUN, 8, 7));

        Run run = record();

        assertEquals(
                new Run(
                        0,
                        "Recording to " + file + "; end it with Ctrl-C.\n" + "Recorded to " + file
                                + "; it holds 3 cycles, the last of 03:04:17.\n",
                        ""),
                run);
        assertEquals(
                List.of(
                        SampleCycles.runLine(SampleCycles.RUN),
                        SampleCycles.line(5),
                        SampleCycles.line(6),
                        SampleCycles.line(7)),
                Lines.text(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void restartOfTheDaemonAndForgottenCycles_areSaidAndRecorded() throws Exception {
        UUID next = new UUID(3, 4);
        answers.add(SampleCycles.answer(SampleCycles.RUN, 5, 6));
        answers.add(SampleCycles.answer(SampleCycles.RUN, 9, 9));
        answers.add(SampleCycles.answer(next, 1, 2));

        Run run = record();

        assertEquals("""
                The cycles from 7 to 8 are missing: the daemon had forgotten them when it was asked.
                virt-ballastd was started anew; its cycles count from 1 again.
                """, run.err());
        assertEquals(
                List.of(
                        SampleCycles.runLine(SampleCycles.RUN),
                        SampleCycles.line(5),
                        SampleCycles.line(6),
                        SampleCycles.line(9),
                        SampleCycles.runLine(next),
                        SampleCycles.line(1),
                        SampleCycles.line(2)),
                Lines.text(file));
    }

    @Test
    void daemonThatFallsSilent_isWaitedFor() throws Exception {
        answers.add(SampleCycles.answer(SampleCycles.RUN, 1, 1));
        answers.add("{\"error\": \"no\"}");
        answers.add("{\"error\": \"no\"}");
        answers.add(SampleCycles.answer(SampleCycles.RUN, 2, 2));

        Run run = record(RecordCommand::create, "--for=999999999h");

        assertEquals(0, run.code());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().endsWith("The recording goes on when it answers again.\n"), run.err());
        assertEquals(3, Lines.text(file).size());
    }

    @Test
    void daemonThatIsNotThere_leavesNoFile() {
        Run run = run(RecordCommand::create);

        assertEquals(1, run.code());
        assertTrue(run.err().startsWith("virt-ballastd is not running"), run.err());
        assertFalse(Files.exists(file));
    }

    @Test
    void earlierRecording_isNotOverwritten() throws Exception {
        answers.add(SampleCycles.answer(SampleCycles.RUN, 1, 1));
        Files.writeString(file, "mine");

        assertEquals(new Run(1, "", file + " is there already: name another file, or remove it.\n"), record());
        Files.move(file, folder.resolve("rec.gz.1"));
        assertEquals(new Run(1, "", file + ".1 is there already: name another file, or remove it.\n"), record());
        assertEquals("mine", Files.readString(folder.resolve("rec.gz.1")));
        Files.move(folder.resolve("rec.gz.1"), folder.resolve("rec.gz.3"));
        assertEquals(new Run(1, "", file + ".3 is there already: name another file, or remove it.\n"), record());
        assertEquals("mine", Files.readString(folder.resolve("rec.gz.3")));
    }

    @Test
    void symbolicLink_isNotFollowed() throws Exception {
        answers.add(SampleCycles.answer(SampleCycles.RUN, 1, 1));
        Files.createSymbolicLink(file, folder.resolve("elsewhere"));

        Run run = record();

        assertEquals(1, run.code());
        assertTrue(run.err().contains("is there already"), run.err());
        assertFalse(Files.exists(folder.resolve("elsewhere")));
    }

    @Test
    void fullDisk_endsTheRecordingWithWhatIsOnIt() throws Exception {
        for (int i = 1; i <= 400; i++) {
            answers.add(SampleCycles.answer(SampleCycles.RUN, i, i));
        }

        Run run = record(file -> new FullDisk(RecordCommand.create(file), 3000));

        assertEquals(1, run.code());
        String sentence = "The recording ended, " + file
                + " cannot be written: No space left on device; it holds (\\d+) cycles, the last of [0-9:]+\\.\n";
        assertTrue(run.err().matches(sentence), run.err());
        int cycles = Integer.parseInt(run.err().replaceAll("(?s)" + sentence, "$1"));
        assertTrue(cycles > 3, run.err());
        assertTrue(Lines.text(file).size() >= cycles + 1);
    }

    @Test
    void folderThatIsNotThere_isSaid() throws Exception {
        answers.add(SampleCycles.answer(SampleCycles.RUN, 1, 1));
        file = folder.resolve("gone/rec.gz");

        Run run = record();

        assertEquals(1, run.code());
        assertEquals(
                "The recording ended, " + file + " cannot be written: there is no such file; it holds 0 cycles.\n",
                run.err());
    }

    @Test
    void fullFiles_areRotatedAndTheOldestRemoved() throws Exception {
        Random random = new Random(1);
        for (int i = 1; i <= 1000; i++) {
            String noise = new BigInteger(2000, random).toString(36);
            answers.add(SampleCycles.answer(SampleCycles.RUN, i, i)
                    .replace("it is on target", noise)
                    .replace("it has more than it needs", noise));
        }

        Run run = record(RecordCommand::create, "--max-size", "64KiB", "--files", "2");

        assertEquals(0, run.code(), run.err());
        assertFalse(Files.exists(folder.resolve("rec.gz.2")));
        List<String> older = Lines.text(folder.resolve("rec.gz.1"));
        List<String> newer = Lines.text(file);
        assertEquals(SampleCycles.runLine(SampleCycles.RUN), older.get(0));
        assertEquals(SampleCycles.runLine(SampleCycles.RUN), newer.get(0));
        int left = older.size() + newer.size() - 2;
        assertTrue(left < 1000, "nothing was removed");
        assertTrue(older.get(1).startsWith("{\"cycle\":{\"number\":" + (1001 - left) + ","), older.get(1));
        assertTrue(newer.get(newer.size() - 1).startsWith("{\"cycle\":{\"number\":1000,"));
        long most = (64 << 10) + 2048;
        assertTrue(Files.size(folder.resolve("rec.gz.1")) <= most, "a file of more than it may have");
        assertTrue(Files.size(file) <= most, "a file of more than it may have");
    }

    @Test
    void recordingWithAnEnd_endsThere() throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 200, SampleCycles.answer(SampleCycles.RUN, 1, 3))) {
            Run run = run(RecordCommand::create, "--for", "300ms");

            assertEquals(0, run.code(), run.err());
            assertEquals(4, Lines.text(file).size());
            assertTrue(daemon.requests().get(0).startsWith("GET /v1/cycles?after=0 "));
            assertTrue(daemon.requests().get(1).startsWith("GET /v1/cycles?after=3&run=" + SampleCycles.RUN + " "));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--for=soon", "--for=0s", "--max-size=1KiB", "--max-size=much", "--files=0", "--files=1001"})
    void wrongOption_isWrongUsage(String option) {
        Run run = run(RecordCommand::create, option);

        assertEquals(2, run.code(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertFalse(Files.exists(file));
    }

    private Run record() throws IOException {
        return record(RecordCommand::create);
    }

    /** Records until all answers were given. */
    private Run record(RecordingWriter.Opener opener, String... options) throws IOException {
        try (FakeDaemon daemon = FakeDaemon.answeringInTurn(socket, answers)) {
            Run run = run(opener, options);
            assertTrue(daemon.requests().stream().allMatch(request -> request.startsWith("GET /v1/cycles?after=")));
            return run;
        } finally {
            Files.delete(socket);
        }
    }

    /** The command, interrupted where all answers were given. */
    private Run run(RecordingWriter.Opener opener, String... options) {
        Interruption interruption = () -> new Interruption.Watch() {
            @Override
            public boolean over() {
                return answers.isEmpty() && !List.of(options).contains("--for");
            }

            @Override
            public void pause(Duration length) {
                // What the daemon answers next is there already.
            }

            @Override
            public void close() {
                // Nobody waits for it.
            }
        };
        List<String> words = new ArrayList<>(List.of("--socket", socket.toString(), "record", file.toString()));
        words.addAll(List.of(options));
        return Run.in(
                new Surroundings(
                        uri -> {
                            throw new AssertionError("libvirt is asked");
                        },
                        interruption,
                        opener,
                        Optional::empty,
                        Path.of("/")),
                words.toArray(String[]::new));
    }

    /** Has room for so many bytes. */
    private static final class FullDisk extends FilterOutputStream {
        private int room;

        FullDisk(OutputStream out, int room) {
            super(out);
            this.room = room;
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            out.write(b, off, Math.min(room, len));
            if (len > room) {
                room = 0;
                throw new IOException("No space left on device");
            }
            room -= len;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }
    }

    /** Reads a file of a recording without what is tested. */
    private static final class Lines {
        static List<String> text(Path file) throws IOException {
            List<String> lines = new ArrayList<>();
            Process process = new ProcessBuilder("gzip", "-dc", file.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader reader = process.inputReader()) {
                Optional<String> line = Optional.ofNullable(reader.readLine());
                while (line.isPresent()) {
                    lines.add(line.get());
                    line = Optional.ofNullable(reader.readLine());
                }
            }
            return lines;
        }
    }
}
