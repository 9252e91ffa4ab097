/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.virtballast.core.port.HostMemory;
import org.virtballast.core.port.HostMonitor;
import org.virtballast.spi.ByteSize;

/**
 * Reads the host's near memory from the kernel's files: {@code meminfo} of the nodes with CPUs, and the pressure stall
 * information. Where there are no far nodes, {@code MemAvailable} says what is available; a node's file has no such line, and
 * what is free and the page cache on it stand for it.
 */
final class NodeMonitor implements HostMonitor {
    private static final System.Logger LOG = System.getLogger(NodeMonitor.class.getName());
    private static final Pattern LINE = Pattern.compile("(?:Node \\d+ )?([\\w()]+):\\s+(\\d{1,15}) kB");
    private static final Pattern STALL = Pattern.compile("(some|full) avg10=(\\d{1,3}(?:\\.\\d+)?)");

    private final Path nodes;
    private final Path meminfo;
    private final Path pressure;
    private boolean failing;

    /** @param root the folder in which {@code proc} and {@code sys} are mounted, {@code /} on a real host */
    NodeMonitor(Path root) {
        nodes = root.resolve("sys/devices/system/node");
        meminfo = root.resolve("proc/meminfo");
        pressure = root.resolve("proc/pressure/memory");
    }

    @Override
    public Optional<HostMemory> read() {
        try {
            HostMemory memory = memory();
            failing = false;
            return Optional.of(memory);
        } catch (IOException | ArithmeticException | IllegalArgumentException e) {
            if (!failing) {
                LOG.log(Level.WARNING, "The host''s memory cannot be read: {0}.", e.getMessage());
            }
            failing = true;
            return Optional.empty();
        }
    }

    private HostMemory memory() throws IOException {
        long total = 0;
        long available = 0;
        boolean far = false;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(nodes, "node[0-9]*")) {
            for (Path node : folders) {
                if (Files.readString(node.resolve("cpulist")).isBlank()) {
                    far = true;
                    continue;
                }
                Map<String, Long> values = values(node.resolve("meminfo"));
                total += value(values, "MemTotal", node);
                available += value(values, "MemFree", node)
                        + value(values, "Active(file)", node)
                        + value(values, "Inactive(file)", node)
                        + value(values, "SReclaimable", node);
            }
        }
        if (!far) {
            available = value(values(meminfo), "MemAvailable", meminfo);
        }
        return new HostMemory(total, Math.min(total, available), stall());
    }

    private static Map<String, Long> values(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(LINE::matcher)
                    .filter(Matcher::find)
                    .collect(Collectors.toMap(
                            line -> line.group(1),
                            line -> Math.multiplyExact(Long.parseLong(line.group(2)), ByteSize.KIB),
                            (first, second) -> first));
        }
    }

    private static long value(Map<String, Long> values, String key, Path file) throws IOException {
        Long value = values.get(key);
        if (value == null) {
            throw new IOException("there is no " + key + " in " + file);
        }
        return value;
    }

    /** A kernel without the file was built without it, or started with {@code psi=0}. */
    private Optional<HostMemory.Stall> stall() {
        try {
            double some = 0;
            double full = 0;
            Matcher matcher = STALL.matcher(Files.readString(pressure));
            while (matcher.find()) {
                double percent = Math.min(100, Double.parseDouble(matcher.group(2)));
                if (matcher.group(1).equals("some")) {
                    some = percent;
                } else {
                    full = percent;
                }
            }
            return Optional.of(new HostMemory.Stall(some, full));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
