/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.port.SavedState;
import org.virtballast.core.port.SavedState.SavedDomain;

/** What is kept is kept whole or not at all, whatever stands in the file's place. */
@Timeout(60)
final class StateFileTest {
    private static final UUID A = UUID.fromString("0b9a3b46-6c3f-4a4e-8f0e-2a3f6f0b1c11");
    private static final UUID B = UUID.fromString("5a9a3b46-6c3f-4a4e-8f0e-2a3f6f0b1c12");
    private static final SavedState STATE = new SavedState(
            true,
            Map.of(
                    A,
                    new SavedDomain(7, 4096, OptionalLong.of(2048), 1024, 512, Optional.of(Instant.EPOCH), true),
                    B,
                    new SavedDomain(0, 0, OptionalLong.empty(), 0, 0, Optional.empty(), false)));

    @TempDir
    private Path folder;

    private final RecordedLog log = new RecordedLog(StateFile.class);
    private Path file;
    private StateFile store;

    @BeforeEach
    void name() {
        file = folder.resolve("state");
        store = new StateFile(file);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void state_isKept() throws IOException {
        store.save(STATE);

        assertEquals(STATE, new StateFile(file).load());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(Set.of("state"), names());
        assertEquals(List.of(), log.lines());
    }

    @Test
    void laterState_takesThePlaceOfTheEarlier() {
        store.save(STATE);
        store.save(SavedState.NOTHING);

        assertEquals(SavedState.NOTHING, new StateFile(file).load());
    }

    @Test
    void sameState_isNotWrittenAgain() throws IOException {
        store.save(STATE);
        Files.delete(file);
        store.save(STATE);

        assertFalse(Files.exists(file));
    }

    @Test
    void missingFile_saysNothing() {
        assertEquals(SavedState.NOTHING, store.load());
        store.save(SavedState.NOTHING);

        assertEquals(Set.of(), names());
        assertEquals(List.of(), log.lines());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "paused=true",
                "domains=0",
                "paused=yes\ndomains=0",
                "paused=true\ndomains=1",
                "paused=true\ndomains=0\nnobody=1 2 - 3 4 - true",
                "paused=true\ndomains=1\n00000000-0000-0000-0000-000000000001=",
                "paused=true\ndomains=1\n00000000-0000-0000-0000-000000000001=1 2 - 3 4 -",
                "paused=true\ndomains=1\n00000000-0000-0000-0000-000000000001=1 2 - 3 4 - tru",
                "paused=true\ndomains=1\n00000000-0000-0000-0000-000000000001=1 -2 - 3 4 - true",
                "paused=true\ndomains=1\n00000000-0000-0000-0000-000000000001=1 2 0 3 4 - true",
                "paused=true\ndomains=1\n00000000-0000-0000-0000-000000000001=1 2 - 3 4 noon true",
                "paused=true\ndomains=1\n00000000-0000-0000-0000-000000000001=1 99999999999999999999 - 3 4 - true",
                "paused=true\ndomains=\\u12",
                "\u00ff\u00fe\u0000"
            })
    void garbage_isNotUsedAndWrittenOver(String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(SavedState.NOTHING, store.load());
        assertEquals(1, log.lines().size());
        assertTrue(
                log.lines().get(0).startsWith(file + " is not used ("),
                log.lines().get(0));

        store.save(SavedState.NOTHING);
        assertEquals(SavedState.NOTHING, new StateFile(file).load());
        assertEquals(1, log.lines().size());
    }

    @Test
    void truncatedFile_isNotHalfBelieved() throws IOException {
        store.save(STATE);
        byte[] whole = Files.readAllBytes(file);
        // All but the end of the last line is needed.
        for (int length = 0; length < whole.length - 1; length++) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertEquals(SavedState.NOTHING, new StateFile(file).load(), "of " + length + " bytes");
        }
    }

    @Test
    void hugeFile_isNotRead() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }

        assertEquals(SavedState.NOTHING, store.load());
        assertEquals(
                List.of(file
                        + " is not used (it is larger than any that was written): resizes that were under way count as"
                        + " somebody else's."),
                log.lines());
    }

    @Test
    void manyDomains_areKept() {
        SavedState many = new SavedState(
                false,
                IntStream.range(0, 5_000)
                        .boxed()
                        .collect(Collectors.toMap(
                                i -> new UUID(i, i), i -> STATE.domains().get(A))));

        store.save(many);

        assertEquals(many, new StateFile(file).load());
    }

    @Test
    void folderThatIsNotThere_isLoggedOnceAndWorksOnceItIs() throws IOException {
        Path absent = folder.resolve("absent");
        StateFile lost = new StateFile(absent.resolve("state"));

        lost.save(STATE);
        lost.save(SavedState.NOTHING);
        lost.save(STATE);
        assertEquals(1, log.lines().size());
        assertTrue(
                log.lines().get(0).startsWith(absent.resolve("state") + " cannot be written ("),
                log.lines().get(0));

        Files.createDirectory(absent);
        lost.save(STATE);
        assertEquals(STATE, new StateFile(absent.resolve("state")).load());
        assertEquals(1, log.lines().size());
    }

    @Test
    void fullDisk_keepsTheStateBeforeAndLeavesNothingHalfWritten() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        mountSmall(disk);
        try {
            StateFile full = new StateFile(disk.resolve("state"));
            full.save(STATE);
            try (RandomAccessFile ballast =
                    new RandomAccessFile(disk.resolve("ballast").toFile(), "rw")) {
                ballast.write(new byte[1 << 16]);
            } catch (IOException e) {
                assertTrue(e.getMessage().contains("No space left"), e.getMessage());
            }

            full.save(SavedState.NOTHING);
            full.save(SavedState.NOTHING);

            assertEquals(1, log.lines().size());
            assertTrue(log.lines().get(0).contains("No space left"), log.lines().get(0));
            assertEquals(STATE, new StateFile(disk.resolve("state")).load());
            assertFalse(Files.exists(disk.resolve("state.new")));

            Files.delete(disk.resolve("ballast"));
            full.save(SavedState.NOTHING);
            assertEquals(SavedState.NOTHING, new StateFile(disk.resolve("state")).load());
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void file_isReplacedInOneStep() throws Exception {
        store.save(STATE);
        AtomicBoolean enough = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            while (!enough.get()) {
                store.save(SavedState.NOTHING);
                store.save(STATE);
            }
        });
        writer.start();
        try {
            for (int i = 0; i < 2_000; i++) {
                SavedState read = new StateFile(file).load();
                assertTrue(read.equals(STATE) || read.equals(SavedState.NOTHING), read.toString());
            }
        } finally {
            enough.set(true);
            writer.join();
        }
        assertEquals(List.of(), log.lines());
    }

    @Test
    void linkInPlaceOfEitherFile_leadsNowhere() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside"), "mine");
        Files.createSymbolicLink(file, outside);
        Files.createSymbolicLink(folder.resolve("state.new"), outside);

        assertEquals(SavedState.NOTHING, store.load());
        store.save(STATE);

        assertEquals("mine", Files.readString(outside));
        assertFalse(Files.isSymbolicLink(file));
        assertEquals(STATE, new StateFile(file).load());
        assertEquals(Set.of("state", "outside"), names());
    }

    @Test
    void danglingLink_isNotMadeTrue() throws IOException {
        Files.createSymbolicLink(folder.resolve("state.new"), folder.resolve("nowhere"));

        store.save(STATE);

        assertEquals(Set.of("state"), names());
    }

    @Test
    void pipeInItsPlace_isNotWaitedFor() throws Exception {
        run("mkfifo", file.toString());

        assertEquals(SavedState.NOTHING, store.load());
        store.save(STATE);

        assertEquals(STATE, new StateFile(file).load());
    }

    @Test
    void folderInItsPlace_isLeftAlone() throws IOException {
        Files.createDirectories(file.resolve("full"));

        assertEquals(SavedState.NOTHING, store.load());
        store.save(STATE);

        assertTrue(Files.exists(file.resolve("full")));
        assertEquals(Set.of("state"), names());
        assertEquals(2, log.lines().size());
    }

    private static void mountSmall(Path disk) throws Exception {
        if (!"root".equals(System.getProperty("user.name"))) {
            skip("only root can make a small disk");
        }
        if (run("mount", "-t", "tmpfs", "-o", "size=16k", "vbtest", disk.toString()) != 0) {
            skip("a small disk cannot be mounted here");
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static void skip(String why) {
        System.out.println("skipped: " + why);
        abort(why);
    }

    private Set<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
