/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;

/** Who may use the daemon's control socket, and whether whoever asks is one of them. */
final class RightsCheck implements DoctorCheck {
    private static final String ROOT = "root";

    private final String user;

    /** @param user who asks */
    RightsCheck(String user) {
        this.user = user;
    }

    @Override
    public List<Finding> look(Examined host) {
        return List.of(of(host.socket()));
    }

    private Finding of(Path socket) {
        PosixFileAttributes file;
        try {
            file = Files.readAttributes(socket, PosixFileAttributes.class);
        } catch (NoSuchFileException e) {
            return Finding.note("rights", "not checked, since there is no control socket " + socket);
        } catch (IOException e) {
            return Finding.error(
                            "rights",
                            socket + " cannot be seen (" + Reasons.of(e) + "): be root, or a member of the group of its"
                                    + " folder")
                    .mend(group(socket.toAbsolutePath().getParent()).flatMap(this::join));
        }
        String group = file.group().getName();
        String owners = file.owner().getName() + (group.equals(ROOT) ? "" : " and the group " + group);
        if (file.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            return Finding.error("rights", "everybody on this host may command the daemon through " + socket)
                    .mend("chmod 660 " + ShellWords.quoted(socket.toString()));
        }
        if (!Files.isWritable(socket)) {
            return Finding.error("rights", user + " may not use " + socket + ", which is for " + owners)
                    .mend(join(group));
        }
        return Finding.ok("rights", socket + " is for " + owners + ", and " + user + " may use it");
    }

    private static Optional<String> group(Path folder) {
        try {
            return Optional.of(Files.readAttributes(folder, PosixFileAttributes.class)
                    .group()
                    .getName());
        } catch (IOException e) {
            // Then it is not known whom to join.
            return Optional.empty();
        }
    }

    private Optional<String> join(String group) {
        return group.equals(ROOT)
                ? Optional.empty()
                : Optional.of("usermod -aG " + ShellWords.quoted(group) + " " + ShellWords.quoted(user));
    }
}
