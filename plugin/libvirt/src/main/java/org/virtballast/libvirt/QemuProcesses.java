/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.virtballast.core.port.DomainDescription;

/** Finds the process of a domain's QEMU by the file that libvirt's system daemon writes its number into. */
final class QemuProcesses {
    /** QEMU's arguments for a guest with many devices are some 20 KiB, and its identity comes early. */
    private static final int MOST_ARGUMENTS = 1 << 20;

    private static final int LONGEST_PID = 32;

    private final Path root;

    /** @param root the folder that has /proc and /run in it */
    QemuProcesses(Path root) {
        this.root = root;
    }

    /** The folder of the process in /proc; empty where there is none, or the one of that number is not the domain's. */
    Optional<Path> of(DomainDescription domain) {
        if (domain.name().indexOf('/') >= 0 || domain.name().indexOf('\0') >= 0) {
            // libvirt allows no such name.
            return Optional.empty();
        }
        try {
            int pid =
                    Numbers.small(text(root.resolve("run/libvirt/qemu").resolve(domain.name() + ".pid"), LONGEST_PID));
            Path process = root.resolve("proc").resolve(Integer.toString(pid));
            return pid > 0 && isOf(domain, process) ? Optional.of(process) : Optional.empty();
        } catch (IOException e) {
            // It has just ended, or no system daemon runs it.
            return Optional.empty();
        }
    }

    /** A number may be of another process by now. */
    private static boolean isOf(DomainDescription domain, Path process) throws IOException {
        List<String> arguments =
                List.of(text(process.resolve("cmdline"), MOST_ARGUMENTS).split("\0", -1));
        int uuid = arguments.indexOf("-uuid");
        return uuid >= 0
                && uuid + 1 < arguments.size()
                && arguments.get(uuid + 1).equalsIgnoreCase(domain.id().toString());
    }

    private static String text(Path file, int most) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            return new String(input.readNBytes(most), StandardCharsets.UTF_8);
        }
    }
}
