/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The folder that the hook writes into. No link in it is followed, and however much lies in it, only the names of a batch
 * are held at once. For one thread.
 */
final class SpoolFolder {
    /** As many names as a look holds: enough for all that a host starts at once, and some hundred KiB at most. */
    static final int BATCH = 2_000;

    /** What cannot be removed is passed over; more of it than this is no mishap any more, and ends the reading. */
    static final int MOST_STUCK = 10_000;

    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");
    private static final Pattern EVENT = Pattern.compile("\\d{12}-\\d{3}");

    private final Path folder;
    private final Set<Path> stuck = new HashSet<>();

    SpoolFolder(Path folder) {
        this.folder = folder;
    }

    /** Whether it is there, as a folder and not as a link to one. */
    boolean exists() {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Makes it, for its owner alone, unless it is there.
     *
     * @throws IOException where that does not work, also because something else has its name
     */
    void make() throws IOException {
        Files.createDirectories(folder.toAbsolutePath().getParent());
        if (exists()) {
            Files.getFileAttributeView(folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(OWNER_ALONE);
        } else {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        }
    }

    /**
     * The next events, by name, which is in the order in which they happened; at most {@link #BATCH}. They are those up to the
     * last that a first look finds, by a second look: a folder that is listed while files come in may show a later one
     * without an earlier one, but one that was there before the second look began is in it.
     */
    List<Path> events() throws IOException {
        List<Path> first = first(SpoolFolder::isEvent);
        if (first.isEmpty()) {
            return first;
        }
        Path last = first.get(first.size() - 1);
        return first(entry -> isEvent(entry) && entry.compareTo(last) <= 0);
    }

    /** Entries in sight whose names the hook does not write; at most {@link #BATCH}. */
    List<Path> foreign() throws IOException {
        return first(entry -> !isHidden(entry) && !isEvent(entry));
    }

    /** The oldest files of hooks that still write, or died; at most {@link #BATCH}. */
    List<Path> claims() throws IOException {
        return first(SpoolFolder::isHidden);
    }

    /**
     * Removes an entry: a file, a link (not what it leads to), an empty folder. One that cannot be removed is passed over
     * from now on, for as long as it is there.
     *
     * @throws IOException where it cannot be removed
     */
    void remove(Path entry) throws IOException {
        try {
            Files.deleteIfExists(entry);
        } catch (IOException e) {
            if (stuck.size() < MOST_STUCK) {
                stuck.add(entry);
            }
            throw e;
        }
    }

    /**
     * Removes what can be removed.
     *
     * @param claimsToo whether that includes the files of hooks that still write, or died
     * @return how many entries could not be removed
     */
    long clear(boolean claimsToo) throws IOException {
        long[] left = new long[1];
        forEach(entry -> {
            if (claimsToo || !isHidden(entry)) {
                try {
                    Files.deleteIfExists(entry);
                } catch (IOException e) {
                    left[0]++;
                }
            }
        });
        return left[0];
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    /** The first of the entries that are wanted, by name. What could not be removed and is gone is forgotten on the way. */
    private List<Path> first(Predicate<Path> wanted) throws IOException {
        TreeSet<Path> first = new TreeSet<>();
        Set<Path> stillStuck = new HashSet<>();
        forEach(entry -> {
            if (stuck.contains(entry)) {
                stillStuck.add(entry);
            } else if (wanted.test(entry)) {
                first.add(entry);
                if (first.size() > BATCH) {
                    first.pollLast();
                }
            }
        });
        stuck.retainAll(stillStuck);
        return List.copyOf(first);
    }

    private void forEach(Consumer<Path> visitor) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(visitor);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static boolean isHidden(Path entry) {
        return entry.getFileName().toString().startsWith(".");
    }

    private static boolean isEvent(Path entry) {
        return EVENT.matcher(entry.getFileName().toString()).matches();
    }
}
