/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a process's {@code maps}, for the sizes of the areas of its memory, which {@code numa_maps} does not have. */
final class ProcessMaps {
    /** The memory of a guest is read and written, never executed by the host. */
    private static final String GUEST_MEMORY = "rw-";

    private ProcessMaps() {}

    /**
     * Where areas of guest memory begin.
     *
     * @param process its folder in /proc
     * @param wanted how many there are of each size
     * @return their first addresses; empty where there are more or fewer, so that it is not clear which they are
     */
    static Optional<Set<Long>> starts(Path process, Map<Long, Integer> wanted) throws IOException {
        Map<Long, Integer> missing = new HashMap<>(wanted);
        Set<Long> starts = new HashSet<>();
        try (BufferedReader lines = Files.newBufferedReader(process.resolve("maps"), StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // 7fcdb3a00000-7fcdd3a00000 rw-p 00000000 00:00 0
                int dash = line.indexOf('-');
                int blank = line.indexOf(' ');
                if (dash > 0 && blank > dash && line.startsWith(GUEST_MEMORY, blank + 1)) {
                    long start = NumaMaps.address(line.substring(0, dash));
                    long size = NumaMaps.address(line.substring(dash + 1, blank)) - start;
                    if (start >= 0 && missing.containsKey(size)) {
                        starts.add(start);
                        missing.merge(size, -1, Integer::sum);
                        if (missing.get(size) < 0) {
                            return Optional.empty();
                        }
                    }
                }
            }
        }
        return missing.values().stream().allMatch(left -> left == 0) ? Optional.of(starts) : Optional.empty();
    }
}
