/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads what the hook writes: one file an operation, whose names sort in the order in which things happened. A file is
 * deleted once it was handed on.
 */
final class HookSpool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HookSpool.class.getName());

    /** libvirt's own limit for a string is 4 MiB; anything longer was not written by the hook. */
    private static final long MOST_BYTES = 5L << 20;

    /** The folder is looked at so often even where nothing was heard: it may have been removed and made again. */
    private static final long LOOK_SECONDS = 10;

    private final Path folder;
    private final Consumer<HookEvent> listener;
    private final WatchService watch;
    private final Thread thread;

    private HookSpool(Path folder, Consumer<HookEvent> listener, WatchService watch) {
        this.folder = folder;
        this.listener = listener;
        this.watch = watch;
        this.thread = new Thread(this::run, "hook-spool");
        this.thread.setDaemon(true);
    }

    /**
     * Makes the folder, which tells the hook that somebody listens, and starts to read it. What a hook left there before
     * is dropped: domains that run already are found at connect.
     *
     * @throws IOException where the folder cannot be made or watched
     */
    static HookSpool open(Path folder, Consumer<HookEvent> listener) throws IOException {
        makeFolder(folder);
        for (Path left : list(folder, "*")) {
            Files.deleteIfExists(left);
        }
        HookSpool spool = new HookSpool(folder, listener, folder.getFileSystem().newWatchService());
        spool.register();
        spool.thread.start();
        return spool;
    }

    /** Stops to read, and removes the folder: a hook that finds none does nothing, and nothing piles up. */
    @Override
    public void close() {
        try {
            watch.close();
            thread.join(TimeUnit.SECONDS.toMillis(1));
            if (!Files.exists(folder)) {
                return;
            }
            for (Path left : list(folder, "*")) {
                Files.deleteIfExists(left);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The hook spool {0} cannot be removed: {1}.", folder, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                drain();
                WatchKey key = watch.poll(LOOK_SECONDS, TimeUnit.SECONDS);
                if (key != null) {
                    // What it tells is not needed: the folder itself is looked at, which also serves lost events.
                    key.pollEvents();
                    key.reset();
                }
            }
        } catch (ClosedWatchServiceException e) {
            LOG.log(Level.DEBUG, "the hook spool is closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain() {
        try {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                LOG.log(Level.WARNING, "The hook spool {0} is gone; made again.", folder);
                makeFolder(folder);
                register();
            }
            for (Path file : next()) {
                handOn(file);
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The hook spool {0} cannot be read: {1}.", folder, e.getMessage());
        }
    }

    /**
     * The files up to the last that a first look finds, by a second look: a folder that is listed while files come in may
     * show a later one without an earlier one, but one that was there before the second look began is in it.
     */
    private List<Path> next() throws IOException {
        List<Path> first = list(folder, "[!.]*");
        if (first.isEmpty()) {
            return first;
        }
        Path last = first.get(first.size() - 1);
        return list(folder, "[!.]*").stream()
                .filter(file -> file.compareTo(last) <= 0)
                .toList();
    }

    private void handOn(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST_BYTES) {
            LOG.log(Level.WARNING, "{0} is nothing that the hook writes; removed.", file);
            return;
        }
        try {
            listener.accept(HookEvent.parse(Files.readAllBytes(file)));
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, "{0} is nothing that the hook writes ({1}); removed.", file, e.getMessage());
        }
    }

    private void register() throws IOException {
        folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
    }

    private static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(folder.toAbsolutePath().getParent());
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static List<Path> list(Path folder, String pattern) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
            entries.forEach(files::add);
        }
        files.sort(null);
        return files;
    }
}
