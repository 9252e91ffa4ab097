/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that the daemon writes for its next life, and reads when something else may stand in their place. */
final class OwnFile {
    private static final FileAttribute<?> OWNER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<OpenOption> NEW_FILE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private OwnFile() {}

    /** What is written into one. */
    @FunctionalInterface
    interface Content {
        void write(Writer writer) throws IOException;
    }

    /**
     * Writes one in the place of what is there, whole or not at all: beside it, and renamed. Its owner alone may read it.
     *
     * @throws IOException where it cannot be written; what was there is there still, and nothing is left beside it
     */
    static void replace(Path file, Content content) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try {
            try (Writer writer = Channels.newWriter(
                    Files.newByteChannel(unfinished, NEW_FILE, OWNER_ALONE), StandardCharsets.UTF_8)) {
                content.write(writer);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(unfinished);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

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
