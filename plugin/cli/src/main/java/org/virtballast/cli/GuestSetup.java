/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.List;
import org.virtballast.core.report.DomainHandle;
import org.virtballast.libvirt.ConfiguredDomain;
import org.virtballast.libvirt.NearDevice;
import org.virtballast.libvirt.NearDeviceXml;
import org.virtballast.spi.ByteSize;

/**
 * What to do after a near device was added.
 *
 * @param domain whose it is
 * @param added what was added
 * @param virsh how to ask its libvirt
 */
record GuestSetup(ConfiguredDomain domain, NearDeviceXml.Added added, String virsh) {
    List<String> lines() {
        NearDevice device = added.device();
        List<String> lines = new ArrayList<>();
        say(
                lines,
                "Domain '" + domain.name() + "' has a near device from its next start on: " + device.alias()
                        + ", up to " + ByteSize.format(device.size()) + " in blocks of "
                        + ByteSize.format(device.block()) + " on cell " + device.cell() + "."
                        + (added.addedMaximum().isPresent()
                                ? " A <maxMemory> of "
                                        + ByteSize.format(added.addedMaximum().getAsLong())
                                        + " was added for it."
                                : "")
                        + (added.raisedSlots().isPresent()
                                ? " Its <maxMemory> has " + added.raisedSlots().getAsInt()
                                        + " slots now: libvirt wants one a memory device."
                                : ""));
        if (!added.farCell()) {
            lines.add("");
            say(
                    lines,
                    "It has no far cell, which would take what is taken from the device: the balloon stays its lever"
                            + " until it has a NUMA cell without CPUs, or lever='near' in its metadata.");
        }
        lines.add("");
        say(
                lines,
                "The guest must use the device's memory for movable pages alone, else the device can hardly shrink."
                        + " Without either of these two its kernel may not use the memory at all. On the guest's kernel"
                        + " command line:");
        command(lines, "memhp_default_state=online_movable");
        say(lines, "or in a file such as /etc/udev/rules.d/80-near-device.rules in the guest:");
        command(
                lines,
                "SUBSYSTEM==\"memory\", ACTION==\"add\", ATTR{state}==\"offline\", \\",
                "  ATTR{state}=\"online_movable\"");
        say(lines, "Its kernel needs the module virtio_mem: Linux 5.8 or later on x86-64.");
        lines.add("");
        start(lines);
        return lines;
    }

    private void start(List<String> lines) {
        String name = DomainHandle.of(domain.name(), domain.id());
        if (domain.live().isPresent()) {
            say(lines, "It runs: a reboot from within is no start. To start it anew:");
            command(lines, virsh + " shutdown " + name, virsh + " start " + name);
        } else {
            say(lines, "To start it:");
            command(lines, virsh + " start " + name);
        }
        say(lines, "To see what the guest makes of it, and to resize it by hand:");
        command(
                lines,
                "virt-ballast near-device list " + name,
                virsh + " update-memory-device " + name + " \\",
                "  --alias " + added.device().alias() + " --requested-size "
                        + added.device().size() / ByteSize.KIB + "KiB");
        say(lines, "To undo it before the start:");
        command(
                lines,
                virsh + " detach-device-alias " + name + " " + added.device().alias() + " --config");
    }

    private static void say(List<String> lines, String text) {
        lines.addAll(Terminal.wrapped(text, 0));
    }

    private static void command(List<String> lines, String... commands) {
        lines.add("");
        for (String command : commands) {
            lines.add("    " + Terminal.safe(command));
        }
        lines.add("");
    }
}
