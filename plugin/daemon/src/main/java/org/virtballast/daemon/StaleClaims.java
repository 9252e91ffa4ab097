/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells the temporary files of hooks that died from those of hooks that write: a file that was watched for so long without
 * a change is nobody's. By our own watch and not by the file's time, since the time of day may jump.
 */
final class StaleClaims {
    /** A hook needs milliseconds; one that is stopped together with libvirtd may need as long as that is. */
    static final Duration DEAD_AFTER = Duration.ofMinutes(10);

    private Map<Claim, Duration> watchedSince = new HashMap<>();

    /** A file as it is: one that is written to, or made anew under its name, is another. */
    private record Claim(Path name, Object file, FileTime modified) {}

    /**
     * Which of the files are nobody's.
     *
     * @param claims the temporary files that are there; what is missing is not watched any longer
     * @param now time since an arbitrary start; never goes back
     */
    List<Path> among(List<Path> claims, Duration now) {
        Map<Claim, Duration> watched = new HashMap<>();
        List<Path> dead = new ArrayList<>();
        for (Path name : claims) {
            claim(name).ifPresent(claim -> {
                Duration since = watchedSince.getOrDefault(claim, now);
                if (now.minus(since).compareTo(DEAD_AFTER) >= 0) {
                    dead.add(name);
                } else {
                    watched.put(claim, since);
                }
            });
        }
        watchedSince = watched;
        return dead;
    }

    /** Empty where its hook has just renamed or removed it. */
    private static Optional<Claim> claim(Path name) {
        try {
            BasicFileAttributes file = Files.readAttributes(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new Claim(name, Objects.requireNonNull(file.fileKey()), file.lastModifiedTime()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
