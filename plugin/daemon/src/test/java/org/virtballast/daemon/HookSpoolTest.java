/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.core.port.HostClock;

final class HookSpoolTest {
    @TempDir
    private Path runtime;

    private final BlockingQueue<HookEvent> heard = new LinkedBlockingQueue<>();
    private Path folder;
    private HookSpool spool;

    @BeforeEach
    void open() throws IOException {
        folder = runtime.resolve("run/hook");
        spool = HookSpool.open(folder, heard::add, HostClock.system());
    }

    @AfterEach
    void close() {
        spool.close();
    }

    @Test
    void folder_isForItsOwnerAlone() throws IOException {
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    }

    @Test
    void event_isHandedOnAndRemoved() throws Exception {
        write("000000000001-000", "started");

        assertEquals("started", hear());
        write("000000000002-000", "stopped");
        assertEquals("stopped", hear());
        assertFalse(Files.exists(folder.resolve("000000000001-000")));
    }

    @Test
    void events_areHandedOnInTheOrderOfTheirNames() throws Exception {
        spool.close();
        spool = HookSpool.open(
                folder,
                event -> {
                    // Until all are there the reader is kept busy with the first.
                    if (event.operation().equals("first")) {
                        writeQuietly("000000000003-000", "c");
                        writeQuietly("000000000002-001", "b");
                        writeQuietly("000000000002-000", "a");
                    }
                    heard.add(event);
                },
                HostClock.system());
        write("000000000001-000", "first");

        assertEquals(List.of("first", "a", "b", "c"), List.of(hear(), hear(), hear(), hear()));
    }

    @Test
    void temporaryFile_isLeftToItsHook() throws Exception {
        Files.writeString(folder.resolve(".000000000001-000.tmp"), "half an ev");
        write("000000000002-000", "started");

        assertEquals("started", hear());
        assertTrue(Files.exists(folder.resolve(".000000000001-000.tmp")));
    }

    @Test
    void garbage_isRemovedAndDoesNotStopTheNext() throws Exception {
        Files.writeString(folder.resolve("000000000001-000"), "garbage");
        Files.createDirectory(folder.resolve("000000000002-000"));
        Files.createSymbolicLink(folder.resolve("000000000003-000"), Path.of("/dev/zero"));
        write("000000000004-000", "started");

        assertEquals("started", hear());
        write("000000000005-000", "stopped");
        assertEquals("stopped", hear());
        assertFalse(Files.exists(folder.resolve("000000000001-000")));
        assertFalse(Files.exists(folder.resolve("000000000003-000")));
    }

    @Test
    void leftovers_areDroppedAtTheStart() throws Exception {
        spool.close();
        Files.createDirectories(folder);
        write("000000000001-000", "old");

        spool = HookSpool.open(folder, heard::add, HostClock.system());

        write("000000000002-000", "new");
        assertEquals("new", hear());
    }

    @Test
    void close_removesTheFolderSoThatHooksDoNothing() {
        spool.close();

        assertFalse(Files.exists(folder));
    }

    @Test
    void close_leavesNothingThatPilesUp() throws Exception {
        Files.writeString(folder.resolve(".000000000001-000.tmp"), "half an ev");

        spool.close();

        assertFalse(Files.exists(folder));
    }

    private void write(String name, String operation) throws IOException {
        Path temporary = folder.resolve("." + name + ".tmp");
        Files.writeString(temporary, operation + "\0begin\0-\0web1\0<domain/>");
        Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeQuietly(String name, String operation) {
        try {
            write(name, operation);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private String hear() throws InterruptedException {
        HookEvent event = heard.poll(30, TimeUnit.SECONDS);
        return event == null ? "nothing" : event.operation();
    }
}
