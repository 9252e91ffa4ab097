/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A spool in which anything may lie. */
@Timeout(120)
final class HookSpoolFloodTest {
    private static final int ENTRIES = 10_000;
    private static final int KINDS = 12;

    @TempDir
    private Path temporary;

    private final ManualClock clock = new ManualClock();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final CountDownLatch prepared = new CountDownLatch(1);
    private final RecordedLog oddities = new RecordedLog(SpoolOddities.class);
    private final RecordedLog log = new RecordedLog(HookSpool.class);
    private Path folder;
    private Path outside;
    private Optional<HookSpool> spool = Optional.empty();

    @BeforeEach
    void makeOutside() throws IOException {
        folder = temporary.resolve("run/hook");
        outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("file"), event("outside"));
        Files.createDirectory(outside.resolve("folder"));
        Files.writeString(outside.resolve("folder/000000000001-000"), event("outside"));
    }

    @AfterEach
    void close() {
        prepared.countDown();
        spool.ifPresent(HookSpool::close);
        oddities.close();
        log.close();
    }

    @Test
    void flood_losesNoEventAndLeavesNothingItCanRemove() throws Exception {
        openAndBlock();
        List<String> good = new ArrayList<>();
        for (int i = 1; i <= ENTRIES; i++) {
            String name = name(i);
            if (i % 17 == 0) {
                good.add(name);
                write(name, name);
            } else {
                makeOdd(i % KINDS, folder.resolve(name), i);
            }
        }
        shell(
                "printf x > \"$(printf 'odd\\377name')\"; printf x > \"$(printf 'a\\nb')\"; mkfifo pipe; printf x > '$(reboot)'");
        List<Path> outsideBefore = everythingIn(outside);

        prepared.countDown();

        assertEquals("blocker", hear());
        for (String name : good) {
            assertEquals(name, hear());
        }
        await(() -> entries().stream().noneMatch(HookSpoolFloodTest::isRemovable));
        assertEquals(outsideBefore, everythingIn(outside));
        assertEquals(event("outside"), Files.readString(outside.resolve("file")));
        assertTrue(
                entries().stream().anyMatch(path -> Files.isDirectory(path)), "no folder was left to be passed over");
        assertTrue(
                entries().stream()
                        .anyMatch(path -> path.getFileName().toString().endsWith(".tmp")),
                "the claims of hooks that may live were taken");

        write("000900000000-000", "after");
        assertEquals("after", hear());
        assertTrue(
                oddities.lines().size() <= SpoolOddities.Kind.values().length,
                oddities.lines().toString());
        assertEquals(
                List.of(),
                oddities.lines().stream().filter(line -> line.length() > 500).toList());
        assertEquals(List.of(), log.lines());
    }

    @Test
    void summary_tellsTheFirstOfEachKindAndHowManyMore() throws Exception {
        openAndBlock();
        for (int i = 1; i <= 5_000; i++) {
            Files.writeString(folder.resolve(name(i)), "garbage");
        }
        moveFullFolderTo(folder.resolve(name(5_001)));

        prepared.countDown();

        write(name(5_002), "last");
        assertEquals("blocker", hear());
        assertEquals("last", hear());
        await(() -> entries().size() == 1);
        clock.advance(SpoolOddities.PAUSE);
        write(name(5_003), "wakes");
        await(() -> oddities.lines().size() == 4);
        String start = "The hook spool " + folder + " ";
        assertEquals(
                List.of(
                        start + "passes over what cannot be removed: 000000005001-000 (DirectoryNotEmptyException).",
                        start + "removed what is no file: 000000005001-000 (a folder).",
                        start
                                + "removed what the hook did not write: 000000000001-000 (it has 0 of 4 fields) and 1999 more.",
                        start
                                + "removed what the hook did not write: 000000002001-000 (it has 0 of 4 fields) and 2999 more."),
                oddities.lines().stream()
                        .map(line -> line.replace(",", ""))
                        .sorted()
                        .toList());
    }

    @Test
    void entryThatCannotBeRemoved_isToldOnceAndForgottenWhenItIsGone() throws Exception {
        open();
        Path full = folder.resolve(name(1));
        moveFullFolderTo(full);
        for (int i = 2; i < 30; i++) {
            clock.advance(SpoolOddities.PAUSE);
            write(name(i), "event" + i);
            assertEquals("event" + i, hear());
        }
        assertEquals(
                List.of(
                        "The hook spool " + folder
                                + " passes over what cannot be removed: 000000000001-000 (DirectoryNotEmptyException).",
                        "The hook spool " + folder + " removed what is no file: 000000000001-000 (a folder)."),
                oddities.lines().stream().sorted().toList());

        Files.delete(full.resolve("sub"));
        Files.delete(full);
        write(name(31), "event31");
        assertEquals("event31", hear());
        write(name(1), "again");
        assertEquals("again", hear());
    }

    @Test
    void leftoverThatCannotBeRemoved_doesNotKeepTheDaemonFromStarting() throws Exception {
        Files.createDirectories(folder.resolve("000000000001-000/full"));
        Files.writeString(folder.resolve(".000000000002-000.tmp"), "a hook still writes");
        write("000000000003-000", "old");

        open();

        write("000000000004-000", "new");
        assertEquals("new", hear());
        assertTrue(Files.exists(folder.resolve(".000000000002-000.tmp")));
    }

    @Test
    void folderThatCannotBeRemoved_keepsNothingElse() throws Exception {
        open();
        moveFullFolderTo(folder.resolve("full"));
        Files.writeString(folder.resolve(".000000000002-000.tmp"), "x");

        spool.orElseThrow().close();

        assertEquals(List.of(folder.resolve("full")), entries());
        assertEquals(
                List.of("The hook spool " + folder + " cannot be removed: java.nio.file.DirectoryNotEmptyException: "
                        + folder + "."),
                log.lines());
    }

    @Test
    void linkInTheFoldersPlace_isNotFollowed() throws Exception {
        openAndBlock();
        Files.move(folder, temporary.resolve("moved"));
        Files.createSymbolicLink(folder, outside.resolve("folder"));
        List<Path> before = everythingIn(outside);
        prepared.countDown();
        await(() -> !log.lines().isEmpty());

        spool.orElseThrow().close();

        assertEquals(before, everythingIn(outside));
        assertEquals(1, log.lines().size(), log.lines().toString());
        assertTrue(
                log.lines().get(0).startsWith("The hook spool " + folder + " cannot be read: "),
                log.lines().get(0));
        assertEquals(List.of("blocker"), List.copyOf(heard));
    }

    @Test
    void folderThatIsRemoved_isMadeAnewAndRead() throws Exception {
        open();
        write(name(1), "before");
        assertEquals("before", hear());
        await(() -> entries().isEmpty());
        Files.delete(folder);
        await(() -> Files.exists(folder));

        write(name(2), "after");

        assertEquals("after", hear());
    }

    @Test
    void folderOthersMayRead_isMadeItsOwnersAlone() throws Exception {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        open();

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    }

    @Test
    void filesThatVanishAndAppearWhileItIsListed_keepTheOrder() throws Exception {
        open();
        AtomicBoolean enough = new AtomicBoolean();
        Thread churn = new Thread(() -> {
            Random random = new Random(7);
            while (!enough.get()) {
                try {
                    Path file = folder.resolve("churn" + random.nextInt(1000));
                    Files.writeString(file, "garbage");
                    Files.deleteIfExists(folder.resolve("churn" + random.nextInt(1000)));
                } catch (IOException e) {
                    heard.add("churn failed: " + e);
                }
            }
        });
        churn.start();
        try {
            for (int i = 0; i < 2_000; i++) {
                write(name(i), name(i));
            }
            for (int i = 0; i < 2_000; i++) {
                assertEquals(name(i), hear());
            }
        } finally {
            enough.set(true);
            churn.join();
        }
    }

    @Test
    void listenerThatFails_doesNotEndTheReading() throws Exception {
        spool = Optional.of(HookSpool.open(
                folder,
                event -> {
                    if (event.domain().equals("bad")) {
                        throw new IllegalStateException("a mistake of ours");
                    }
                    heard.add(event.domain());
                },
                clock));
        write(name(1), "bad");
        write(name(2), "good");

        assertEquals("good", hear());
        await(() -> oddities.lines().size() == 1);
        assertTrue(
                oddities.lines().get(0).contains("could not use an event: 000000000001-000"),
                oddities.lines().get(0));
    }

    /** With the daemon's own heap, this is more than fits twice. */
    @Test
    void largestEvents_areReadOneAtATime() throws Exception {
        openAndBlock();
        String xml = "<domain>" + "\u65e5".repeat((5 << 20) / 3 - 30) + "</domain>";
        for (int i = 1; i <= 40; i++) {
            Files.writeString(folder.resolve(name(i)), "started\0begin\0-\0" + name(i) + "\0" + xml);
        }

        prepared.countDown();

        assertEquals("blocker", hear());
        for (int i = 1; i <= 40; i++) {
            assertEquals(name(i), hear());
        }
    }

    @Test
    void claims_areTakenWhenNobodyTouchedThemForLong() throws Exception {
        open();
        Path dead = Files.writeString(folder.resolve(".000000000001-000.tmp"), "");
        Path alive = Files.writeString(folder.resolve(".000000000002-000.tmp"), "");
        wake();
        for (int minutes = 0; minutes < StaleClaims.DEAD_AFTER.toMinutes(); minutes++) {
            assertTrue(Files.exists(dead));
            Files.setLastModifiedTime(alive, FileTime.fromMillis(1_000_000L * (minutes + 1)));
            clock.advance(Duration.ofSeconds(50));
            wake();
        }

        await(() -> !Files.exists(dead));
        assertTrue(Files.exists(alive));
    }

    /** Has the spool look at everything at least once. */
    private void wake() throws Exception {
        clock.advance(Duration.ofSeconds(10));
        for (int i = 0; i < 2; i++) {
            write("000000000009-000", "wake");
            assertEquals("wake", hear());
            await(() -> !Files.exists(folder.resolve("000000000009-000")));
        }
    }

    private void open() throws IOException {
        prepared.countDown();
        openAndListen();
    }

    /** Opens a spool whose reader waits in its first event until all is prepared. */
    private void openAndBlock() throws Exception {
        openAndListen();
        write("000000000000-000", "blocker");
        await(() -> heard.contains("blocker"));
    }

    private void openAndListen() throws IOException {
        spool = Optional.of(HookSpool.open(
                folder,
                event -> {
                    heard.add(event.domain());
                    try {
                        prepared.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                clock));
    }

    /** In one step, or the spool would remove it while it is empty. */
    private void moveFullFolderTo(Path place) throws IOException {
        Path full = temporary.resolve("full");
        Files.createDirectories(full.resolve("sub"));
        Files.move(full, place);
    }

    private void makeOdd(int kind, Path path, int number) throws IOException {
        switch (kind) {
            case 0 -> Files.createSymbolicLink(path, outside.resolve("file"));
            case 1 -> Files.createSymbolicLink(path, outside.resolve("folder"));
            case 2 -> Files.createSymbolicLink(path, temporary.resolve("nowhere"));
            case 3 -> Files.createDirectory(path);
            case 4 -> {
                if (number < 1_000) {
                    Files.createDirectories(path.resolve("sub"));
                } else {
                    Files.writeString(path, "");
                }
            }
            case 5 -> {
                Files.writeString(path, "secret");
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
            }
            case 6 -> {
                try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
                    sparse.setLength((5L << 20) + 1 + number * 1_000_000L);
                }
            }
            case 7 -> Files.writeString(path, "started\0begin\0-");
            case 8 -> Files.write(path, new byte[] {'a', 0, (byte) 0xff, 0, 0, 0});
            case 9 -> Files.writeString(path.resolveSibling("." + path.getFileName() + ".tmp"), "half an ev");
            case 10 -> Files.writeString(path.resolveSibling(number + " \u202e\u001b[31m'\"`$;|&*?"), "");
            default -> Files.writeString(path, "x".repeat(number));
        }
    }

    private static boolean isRemovable(Path entry) {
        boolean claim = entry.getFileName().toString().endsWith(".tmp");
        return !claim && !(Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && Files.exists(entry.resolve("sub")));
    }

    private static String name(int number) {
        return String.format("%012d-000", number);
    }

    private static String event(String domain) {
        return "started\0begin\0-\0" + domain + "\0<domain/>";
    }

    private void write(String name, String domain) throws IOException {
        Path claim = folder.resolve("." + name + ".tmp");
        Files.writeString(claim, event(domain));
        Files.move(claim, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private String hear() throws InterruptedException {
        String domain = heard.poll(30, TimeUnit.SECONDS);
        return domain == null ? "nothing" : domain;
    }

    private void shell(String script) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertEquals(0, process.waitFor());
    }

    private List<Path> entries() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> everythingIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited 30 s in vain");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
