/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.virtballast.spi.ByteSize;

/**
 * The host's memory by tier, as the kernel's node folders tell. A node without CPUs is far, as the kernel's own tiering
 * sees it.
 *
 * @param near memory of the nodes with CPUs, in bytes
 * @param far memory of the nodes without, in bytes
 */
record HostNodes(long near, long far) {
    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d{1,15}) kB");

    /**
     * Reads the nodes below a sysfs folder, {@code /sys/devices/system/node} on a real host.
     *
     * @throws IOException where there is no node that can be read
     */
    static HostNodes read(Path folder) throws IOException {
        long near = 0;
        long far = 0;
        try (DirectoryStream<Path> nodes = Files.newDirectoryStream(folder, "node[0-9]*")) {
            for (Path node : nodes) {
                long bytes = total(node);
                if (Files.readString(node.resolve("cpulist")).isBlank()) {
                    far += bytes;
                } else {
                    near += bytes;
                }
            }
        }
        if (near == 0) {
            throw new IOException("no node with CPUs and memory below " + folder);
        }
        return new HostNodes(near, far);
    }

    private static long total(Path node) throws IOException {
        Matcher matcher = TOTAL.matcher(Files.readString(node.resolve("meminfo")));
        return matcher.find() ? Math.multiplyExact(Long.parseLong(matcher.group(1)), ByteSize.KIB) : 0;
    }
}
