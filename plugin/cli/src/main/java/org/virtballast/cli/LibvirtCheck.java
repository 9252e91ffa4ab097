/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.List;
import org.virtballast.core.report.StatusReport;

/** Whether libvirt answers, and whether its version is one to rely on. */
final class LibvirtCheck implements DoctorCheck {
    /** The first that looks into {@code qemu.d} for hooks (libvirt's release notes). */
    private static final long HOOK_FOLDERS = 6_005_000;

    /** The first whose virtio-mem devices can be resized (libvirt's release notes). */
    private static final long NEAR_DEVICES = 7_009_000;

    /**
     * The first release without two faults of its client's: a call that waits for nothing ("rpc: fix race in waking up
     * client event loop"), and an end of the process when a connection falls silent ("rpc: ensure temporary GSource is
     * removed from client event loop", CVE-2024-4418). Distributions mend older versions without another number.
     */
    private static final long SOUND_CLIENT = 10_004_000;

    @Override
    public List<Finding> look(Examined host) {
        return host.libvirt()
                .value()
                .map(libvirt -> version(libvirt.version()))
                .orElseGet(() -> List.of(unreachable(host)));
    }

    private static Finding unreachable(Examined host) {
        Finding error = Finding.error("libvirt", host.libvirt().failure());
        // One that runs needs no start: this user may not, or another libvirt was named.
        boolean runs = host.services().libvirtRuns()
                || host.status().value().filter(StatusReport::connected).isPresent();
        return runs ? error : error.mend(host.services().startLibvirt());
    }

    private static List<Finding> version(long version) {
        List<Finding> found = new ArrayList<>();
        found.add(Finding.ok("libvirt", "libvirt " + text(version) + " answers"));
        if (version < HOOK_FOLDERS) {
            found.add(Finding.warning(
                    "libvirt-version",
                    "libvirt before " + text(HOOK_FOLDERS)
                            + " does not look for hooks in qemu.d, so guests are known by"
                            + " its events alone: upgrade it"));
        } else if (version < NEAR_DEVICES) {
            found.add(Finding.note(
                    "libvirt-version",
                    "libvirt before " + text(NEAR_DEVICES)
                            + " cannot resize near devices: the balloon is the only lever"));
        } else if (version < SOUND_CLIENT) {
            found.add(Finding.note(
                    "libvirt-version",
                    "libvirt before " + text(SOUND_CLIENT) + " has faults in its client that virt-ballastd works around"
                            + " (CVE-2024-4418): keep its packages up to date"));
        } else {
            found.add(Finding.ok("libvirt-version", "no fault of this version of libvirt is known"));
        }
        return found;
    }

    private static String text(long version) {
        return version / 1_000_000 + "." + version / 1_000 % 1_000 + "." + version % 1_000;
    }
}
