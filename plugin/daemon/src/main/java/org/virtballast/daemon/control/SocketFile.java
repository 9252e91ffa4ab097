/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Brings a Unix socket into place. Java binds it for everyone to open, so it is bound in a folder that only its owner may
 * enter, gets its mode there, and is renamed: there is no moment in which it is open to others.
 */
final class SocketFile {
    /** Linux's {@code sun_path} without its NUL. */
    private static final int MOST_PATH_BYTES = 107;

    private final Path path;
    private final Path folder;
    private boolean prepared;
    private Object published;

    SocketFile(Path path) {
        this.path = path.toAbsolutePath().normalize();
        // Short, so that this path is hardly ever longer than the one it is renamed to.
        folder = this.path.resolveSibling(".new");
    }

    /** Where the socket is to be bound. */
    Path hidden() {
        return folder.resolve("s");
    }

    /** @throws IOException where a socket cannot be put there, with a sentence that says why */
    void prepare() throws IOException {
        int length = Math.max(bytes(path), bytes(hidden()));
        if (length > MOST_PATH_BYTES) {
            throw new IOException(path + " is too long for a socket by " + (length - MOST_PATH_BYTES)
                    + " bytes: choose a shorter runtime-directory.");
        }
        refuseWhatIsThere();
        try {
            Path parent = folder.getParent();
            if (!Files.isDirectory(parent)) {
                Files.createDirectories(parent);
                Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            // A crash may have left them.
            removeHidden();
            prepared = true;
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new IOException(path + " cannot be created: " + e + ".", e);
        }
    }

    /** Gives the bound socket its mode and its name; replaces a socket nobody answers on. */
    void publish() throws IOException {
        Files.setPosixFilePermissions(hidden(), PosixFilePermissions.fromString("rw-rw----"));
        Object key = attributes(hidden()).fileKey();
        Files.move(hidden(), path, StandardCopyOption.ATOMIC_MOVE);
        published = key;
        removeHidden();
    }

    /** Removes the socket if it is still the one that was published. */
    void remove() throws IOException {
        if (prepared) {
            removeHidden();
        }
        if (published != null
                && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && published.equals(attributes(path).fileKey())) {
            Files.delete(path);
        }
        published = null;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private void refuseWhatIsThere() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        // Neither file, folder nor link: of what is left only sockets are ever found here.
        if (!attributes(path).isOther()) {
            throw new IOException(path + " is no socket: move it away.");
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // Without blocking, which is an exception where the queue is full: there is a daemon behind it, too.
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException e) {
            // Refused: its daemon crashed.
            return;
        } catch (SocketException e) {
            throw another(e);
        }
        throw another(null);
    }

    private IOException another(SocketException full) {
        return new IOException("another virt-ballastd answers on " + path + ": stop it first.", full);
    }

    private void removeHidden() throws IOException {
        Files.deleteIfExists(hidden());
        Files.deleteIfExists(folder);
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static int bytes(Path file) {
        return file.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
