/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The files of a QEMU process below a folder, as they were of a guest under libvirt 9.0 and QEMU 7.2: cell 0 of 192 MiB, cell
 * 1 of 512 MiB, a near device whose maximum the test chooses.
 */
final class FakeProcess {
    static final long CELL_0 = 0x7fcdf3e00000L;
    static final long CELL_1 = 0x7fcdd3c00000L;
    static final long DEVICE = 0x7fcd90000000L;

    private static final long MIB = 1 << 20;

    private final Path folder;
    private final StringBuilder maps = new StringBuilder();
    private final StringBuilder numaMaps = new StringBuilder();

    private FakeProcess(Path folder) {
        this.folder = folder;
    }

    /** A process without memory. */
    static FakeProcess of(Path root, String name, UUID id) throws IOException {
        Path pids = Files.createDirectories(root.resolve("run/libvirt/qemu"));
        Files.writeString(pids.resolve(name + ".pid"), "4711");
        Path folder = Files.createDirectories(root.resolve("proc/4711"));
        Files.writeString(
                folder.resolve("cmdline"),
                String.join(
                        "\0",
                        "/usr/bin/qemu-system-x86_64",
                        "-name",
                        "guest=" + name + ",debug-threads=on",
                        "-uuid",
                        id.toString(),
                        ""));
        return new FakeProcess(folder).write();
    }

    /** The process after 400 MiB were touched in the guest and its device of 512 MiB was shrunk to 64 MiB. */
    static FakeProcess measured(Path root, long deviceMib) throws IOException {
        return of(root, "web1", Xml.ID)
                .area(0x55d0c0a00000L, 4, "r-xp", "default file=/usr/bin/qemu-system-x86_64 mapped=1200 N0=1200")
                .area(0x55d0c2000000L, 40, "rw-p", "default heap anon=3000 dirty=3000 active=0 N0=3000")
                .area(DEVICE, deviceMib, "rw-p", "default anon=16384 dirty=16384 active=0 N0=16384")
                .area(CELL_1, 512, "rw-p", "default anon=83456 dirty=83456 active=0 N0=83456")
                .area(CELL_0, 192, "rw-p", "default anon=49152 dirty=49152 active=0 N0=49152")
                .area(0x7fce00000000L, 1024, "rwxp", "default anon=13824 dirty=13824 active=0 N0=13824")
                .area(0x7fcea0000000L, 64, "---p", "default");
    }

    FakeProcess area(long start, long mib, String permissions, String pages) throws IOException {
        maps.append(Long.toHexString(start))
                .append('-')
                .append(Long.toHexString(start + mib * MIB))
                .append(' ')
                .append(permissions)
                .append(" 00000000 00:00 0 \n");
        numaMaps.append(Long.toHexString(start)).append(' ').append(pages);
        if (pages.contains("N") && !pages.contains("kernelpagesize_kB")) {
            numaMaps.append(" kernelpagesize_kB=4");
        }
        numaMaps.append('\n');
        return write();
    }

    private FakeProcess write() throws IOException {
        Files.writeString(folder.resolve("maps"), maps);
        Files.writeString(folder.resolve("numa_maps"), numaMaps);
        return this;
    }
}
