/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** How this host is run: which libvirt daemon, started and told to reload by what; and where its kernel's files are. */
final class HostServices {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final Path root;

    /** @param root the folder in which {@code proc}, {@code run} and {@code usr} are, {@code /} on a real host */
    HostServices(Path root) {
        this.root = root;
    }

    /** A file of the host. */
    Path file(String path) {
        return root.resolve(path);
    }

    /**
     * The daemon that has the domains: {@code libvirtd}, or {@code virtqemud} where the daemons are one a driver. To start
     * the other would take the sockets of this one away.
     */
    String libvirtDaemon() {
        if (has("run/virtqemud.pid")) {
            return "virtqemud";
        }
        if (has("run/libvirtd.pid")) {
            return "libvirtd";
        }
        return has("run/libvirt/virtqemud-sock") || (!has("usr/sbin/libvirtd") && has("usr/sbin/virtqemud"))
                ? "virtqemud"
                : "libvirtd";
    }

    /** Whether that daemon runs, as far as its pid file tells; one that systemd starts when it is asked need not. */
    boolean libvirtRuns() {
        String daemon = libvirtDaemon();
        try {
            String pid = Files.readString(file("run/" + daemon + ".pid")).strip();
            return NUMBER.matcher(pid).matches()
                    && Files.readString(file("proc/" + pid + "/comm")).strip().equals(daemon);
        } catch (IOException e) {
            // No pid file, or one that a crash left.
            return false;
        }
    }

    /** The command that starts libvirt. */
    String startLibvirt() {
        return systemd() ? "systemctl start " + libvirtDaemon() : libvirtDaemon() + " -d";
    }

    /** The command that has libvirt look for hooks anew; no guest notices. */
    String reloadLibvirt() {
        String daemon = libvirtDaemon();
        return systemd() ? "systemctl reload " + daemon : "kill -HUP $(cat /run/" + daemon + ".pid)";
    }

    /** The command that brings back a file of the package, which was removed by hand; absent where there is no package. */
    Optional<String> restorePackage() {
        return has("var/lib/dpkg/info/virt-ballast.list")
                ? Optional.of("apt-get install --reinstall -o Dpkg::Options::=--force-confmiss virt-ballast")
                : Optional.empty();
    }

    private boolean systemd() {
        return has("run/systemd/system");
    }

    private boolean has(String path) {
        return Files.exists(file(path));
    }
}
