/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.virtballast.core.port.HostClock;
import org.virtballast.daemon.SpoolOddities.Kind;

/**
 * Reads what the hook writes: one file an operation, whose names sort in the order in which things happened. A file is
 * deleted once it was handed on. Whatever else lies there is removed where that is possible, and never opened, followed or
 * waited for.
 */
final class HookSpool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HookSpool.class.getName());

    /** libvirt's own limit for a string is 4 MiB; anything longer was not written by the hook. */
    private static final int MOST_BYTES = 5 << 20;

    /** The folder is looked at so often even where nothing was heard: it may have been removed and made again. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** A hook that writes while the folder is emptied at the end may need another round. */
    private static final int CLOSING_ROUNDS = 5;

    private final Path path;
    private final SpoolFolder folder;
    private final Consumer<HookEvent> listener;
    private final HostClock clock;
    private final SpoolOddities oddities;
    private final StaleClaims claims = new StaleClaims();
    private final WatchService watch;
    private final Thread thread;
    private volatile boolean closed;
    private boolean failing;
    private Duration nextLookAtClaims;

    private HookSpool(Path path, Consumer<HookEvent> listener, HostClock clock) throws IOException {
        this.path = path;
        this.folder = new SpoolFolder(path);
        this.listener = listener;
        this.clock = clock;
        this.nextLookAtClaims = clock.uptime();
        this.oddities = new SpoolOddities(path.toString());
        this.watch = path.getFileSystem().newWatchService();
        this.thread = new Thread(this::run, "hook-spool");
        this.thread.setDaemon(true);
    }

    /**
     * Makes the folder, which tells the hook that somebody listens, and starts to read it. What a hook left there before
     * is dropped, except what it may still be writing: domains that run already are found at connect.
     *
     * @param listener hears of each event on the spool's own thread and may block it, for the rest waits in the folder; an
     *     {@link IllegalArgumentException} of its says that the event is garbage
     * @throws IOException where the folder cannot be made or watched
     */
    static HookSpool open(Path folder, Consumer<HookEvent> listener, HostClock clock) throws IOException {
        HookSpool spool = new HookSpool(folder, listener, clock);
        try {
            spool.folder.make();
            // What stays is told of when it is met again.
            spool.folder.clear(false);
            spool.register();
        } catch (IOException e) {
            spool.watch.close();
            throw e;
        }
        spool.thread.start();
        return spool;
    }

    /** Stops to read, and removes the folder: a hook that finds none does nothing, and nothing piles up. */
    @Override
    public void close() {
        closed = true;
        try {
            watch.close();
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(1));
            removeFolder();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The hook spool {0} cannot be removed: {1}.", folder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void removeFolder() throws IOException {
        for (int round = 1; folder.exists(); round++) {
            long left = folder.clear(true);
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                if (left > 0 || round == CLOSING_ROUNDS) {
                    throw e;
                }
            }
        }
    }

    private void run() {
        try {
            while (!closed) {
                // Nothing is waited for while there is more than a batch.
                WatchKey key = drain() ? watch.poll() : watch.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
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

    /** Takes a batch; returns whether that removed anything, so that it is worth to look again. */
    private boolean drain() {
        boolean removed = false;
        try {
            if (!folder.exists()) {
                folder.make();
                LOG.log(Level.WARNING, "The hook spool {0} was gone; made again.", folder);
            }
            // Anew each time: the folder may be another of the same name.
            register();
            for (Path event : folder.events()) {
                handOn(event);
                removed |= remove(event);
            }
            for (Path entry : folder.foreign()) {
                oddities.note(Kind.FOREIGN, entry.getFileName(), "its name");
                removed |= remove(entry);
            }
            removeStaleClaims();
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.log(Level.WARNING, "The hook spool {0} cannot be read: {1}.", folder, e);
            }
            failing = true;
        }
        oddities.tell(clock.uptime());
        return removed && !closed;
    }

    private void handOn(Path event) {
        if (closed) {
            return;
        }
        try {
            BasicFileAttributes file =
                    Files.readAttributes(event, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!file.isRegularFile()) {
                // Not opened: a pipe would never let go, and a link leads elsewhere.
                oddities.note(Kind.NO_FILE, event.getFileName(), kind(file));
            } else if (file.size() > MOST_BYTES) {
                oddities.note(Kind.TOO_LARGE, event.getFileName(), file.size() + " bytes");
            } else {
                listener.accept(HookEvent.parse(read(event)));
            }
        } catch (NoSuchFileException e) {
            LOG.log(Level.DEBUG, "{0} vanished before it was read", event);
        } catch (IOException e) {
            oddities.note(Kind.UNREADABLE, event.getFileName(), e.toString());
        } catch (IllegalArgumentException e) {
            oddities.note(Kind.GARBAGE, event.getFileName(), e.getMessage());
        } catch (RuntimeException e) {
            // One event must not end the reading of all that follow.
            oddities.note(Kind.FAILED, event.getFileName(), e.toString());
        }
    }

    private static byte[] read(Path event) throws IOException {
        try (InputStream in = Files.newInputStream(event, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(MOST_BYTES);
        }
    }

    private static String kind(BasicFileAttributes file) {
        if (file.isSymbolicLink()) {
            return "a link";
        }
        return file.isDirectory() ? "a folder" : "a pipe, socket or device";
    }

    private boolean remove(Path entry) {
        if (closed) {
            return false;
        }
        try {
            folder.remove(entry);
            return true;
        } catch (IOException e) {
            oddities.note(Kind.STUCK, entry.getFileName(), e.getClass().getSimpleName());
            return false;
        }
    }

    private void removeStaleClaims() throws IOException {
        Duration now = clock.uptime();
        if (now.compareTo(nextLookAtClaims) < 0) {
            return;
        }
        nextLookAtClaims = now.plus(LOOK);
        List<Path> dead = claims.among(folder.claims(), now);
        for (Path claim : dead) {
            oddities.note(
                    Kind.ABANDONED,
                    claim.getFileName(),
                    "unchanged for " + StaleClaims.DEAD_AFTER.toMinutes() + " minutes");
            remove(claim);
        }
    }

    private void register() throws IOException {
        path.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
    }
}
