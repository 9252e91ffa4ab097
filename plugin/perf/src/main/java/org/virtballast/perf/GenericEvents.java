/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The events that have the same name on every machine. Names are those of the {@code perf} tool, numbers those of
 * {@code linux/perf_event.h}.
 */
final class GenericEvents {
    private static final Map<String, Integer> HARDWARE = Map.ofEntries(
            entry("cpu-cycles", 0),
            entry("cycles", 0),
            entry("instructions", 1),
            entry("cache-references", 2),
            entry("cache-misses", 3),
            entry("branch-instructions", 4),
            entry("branches", 4),
            entry("branch-misses", 5),
            entry("bus-cycles", 6),
            entry("stalled-cycles-frontend", 7),
            entry("stalled-cycles-backend", 8),
            entry("ref-cycles", 9));

    private static final Map<String, Integer> SOFTWARE = Map.ofEntries(
            entry("cpu-clock", 0),
            entry("task-clock", 1),
            entry("page-faults", 2),
            entry("faults", 2),
            entry("context-switches", 3),
            entry("cs", 3),
            entry("cpu-migrations", 4),
            entry("migrations", 4),
            entry("minor-faults", 5),
            entry("major-faults", 6),
            entry("alignment-faults", 7),
            entry("emulation-faults", 8));

    /** In the order of the kernel's numbers. */
    private static final List<String> CACHES =
            List.of("L1-dcache", "L1-icache", "LLC", "dTLB", "iTLB", "branch", "node");

    /** The operation from bit 8 on, and from bit 16 on whether it missed. */
    private static final Map<String, Integer> OPERATIONS = Map.of(
            "loads", 0x000,
            "load-misses", 0x10000,
            "stores", 0x100,
            "store-misses", 0x10100,
            "prefetches", 0x200,
            "prefetch-misses", 0x10200);

    private static final Pattern CACHE =
            Pattern.compile("(" + String.join("|", CACHES) + ")-(" + String.join("|", OPERATIONS.keySet()) + ")");

    private GenericEvents() {}

    /** The event of that name; empty where there is none. */
    static Optional<PerfEvent> find(String name) {
        if (HARDWARE.containsKey(name)) {
            return Optional.of(PerfEvent.ofCpu(name, PerfEvent.TYPE_HARDWARE, HARDWARE.get(name)));
        }
        if (SOFTWARE.containsKey(name)) {
            return Optional.of(PerfEvent.software(name, SOFTWARE.get(name)));
        }
        Matcher matcher = CACHE.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int config = CACHES.indexOf(matcher.group(1)) | OPERATIONS.get(matcher.group(2));
        return Optional.of(PerfEvent.ofCpu(name, PerfEvent.TYPE_CACHE, config));
    }

    /** The names, sorted, without those of caches. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>(HARDWARE.keySet());
        names.addAll(SOFTWARE.keySet());
        return names;
    }
}
