/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Files that the daemon itself wrote, before it reads them again: something else may stand in their place by now. */
final class OwnFile {
    private OwnFile() {}

    /**
     * Looks before it is opened: a link is not followed, and what would block, such as a pipe, is not opened.
     *
     * @param mostBytes more than was ever written
     * @throws IOException where it is not there, or is no such file
     */
    static void require(Path file, long mostBytes) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new IOException("it is no file");
        }
        if (attributes.size() > mostBytes) {
            throw new IOException("it is larger than any that was written");
        }
    }
}
