/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.virtballast.libvirt.NearDevice;
import org.virtballast.spi.ByteSize;

/** Writes memory devices for people, a line each, in 80 columns. */
final class NearDeviceText {
    private static final int NAME_COLUMNS = 19;
    private static final int ALIAS_COLUMNS = 12;

    private final Terminal terminal;

    NearDeviceText(Terminal terminal) {
        this.terminal = terminal;
    }

    String header() {
        return row("DOMAIN", "DEVICE", "CELL", "BLOCK", "SIZE", "REQUESTED", "CURRENT");
    }

    /**
     * A device.
     *
     * @param running whether its domain runs
     */
    String line(String domain, NearDevice device, boolean running) {
        String current = device.current().isPresent()
                ? ByteSize.format(device.current().getAsLong())
                : running ? "next start" : "-";
        return row(
                domain,
                device.alias().isEmpty() ? "-" : device.alias(),
                device.cell() < 0 ? "-" : device.cell() + (device.near() ? " near" : " far"),
                ByteSize.format(device.block()),
                ByteSize.format(device.size()),
                ByteSize.format(device.requested()),
                current);
    }

    List<String> none() {
        return new ArrayList<>(Terminal.wrapped(
                "No guest has a virtio-mem device: 'virt-ballast near-device add --help' tells how it gets one.", 0));
    }

    private String row(String domain, String alias, String... cells) {
        return String.format(
                        Locale.ROOT,
                        "%s %s %-7s %8s %9s %9s %10s",
                        terminal.cell(domain, NAME_COLUMNS),
                        terminal.cell(alias, ALIAS_COLUMNS),
                        cells[0],
                        cells[1],
                        cells[2],
                        cells[3],
                        cells[4])
                .stripTrailing();
    }
}
