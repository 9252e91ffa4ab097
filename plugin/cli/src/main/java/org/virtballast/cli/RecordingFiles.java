/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a recording: the one that is written has the recording's name, the one before it that and {@code .1}, the one
 * before that {@code .2}, and so on.
 *
 * @param newest the recording's name
 */
record RecordingFiles(Path newest) {
    /** That far back one is looked for. */
    static final int MOST = 1000;

    /** The file so many before the newest. */
    Path before(int count) {
        return count == 0 ? newest : newest.resolveSibling(newest.getFileName() + "." + count);
    }

    /** Those that are there, the oldest first. */
    List<Path> present() {
        List<Path> present = new ArrayList<>();
        for (int count = 0; count < MOST; count++) {
            Path file = before(count);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                present.add(0, file);
            } else if (count > 0) {
                break;
            }
        }
        return present;
    }
}
