/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.virtballast.core.port.HostMemory;
import org.virtballast.core.port.HostMonitor;
import org.virtballast.core.port.HostTiers;
import org.virtballast.spi.ByteSize;

/**
 * Reads the host's near memory from the kernel's files: {@code meminfo} of the near nodes, and the pressure stall
 * information. Where there are no far nodes, {@code MemAvailable} says what is available; a node's file has no such line, and
 * what is free and the page cache on it stand for it.
 */
final class NodeMonitor implements HostMonitor {
    private static final System.Logger LOG = System.getLogger(NodeMonitor.class.getName());
    private static final Pattern LINE = Pattern.compile("(?:Node \\d+ )?([\\w()]+):\\s+(\\d{1,15}) kB");

    /** What stands for a node's {@code MemAvailable}. */
    private static final List<String> AVAILABLE = List.of("MemFree", "Active(file)", "Inactive(file)", "SReclaimable");

    private final HostTiers tiers;
    private final Path nodes;
    private final Path meminfo;
    private final Path pressure;
    private boolean failing;

    /**
     * @param root the folder in which {@code proc} and {@code sys} are mounted, {@code /} on a real host
     * @param tiers which of its nodes are near and which are far
     */
    NodeMonitor(Path root, HostTiers tiers) {
        this.tiers = tiers;
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
        } catch (IOException | UncheckedIOException | ArithmeticException | IllegalArgumentException e) {
            if (!failing) {
                LOG.log(Level.WARNING, "The host''s memory cannot be read: {0}.", reason(e));
            }
            failing = true;
            return Optional.empty();
        }
    }

    private HostMemory memory() throws IOException {
        long total = 0;
        long available = 0;
        for (int number : tiers.near()) {
            Path node = nodes.resolve("node" + number);
            Map<String, Long> values = values(node.resolve("meminfo"));
            total = Math.addExact(total, value(values, "MemTotal", node));
            for (String key : AVAILABLE) {
                available = Math.addExact(available, value(values, key, node));
            }
        }
        if (tiers.far().isEmpty()) {
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
            return HostMemory.Stall.parse(Files.readString(pressure));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String reason(Exception failure) {
        if (failure instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        return failure instanceof IOException && !(failure instanceof FileSystemException)
                ? failure.getMessage()
                : failure.toString();
    }
}
