/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the events that an operator names. */
final class EventParser {
    private static final Pattern RAW = Pattern.compile("(?:raw:)?r(\\p{XDigit}{1,16})");
    private static final Pattern OF_PMU = Pattern.compile("([^/]+)/([^/]*)/");

    private final Path sysRoot;
    private final UprobeParser uprobes;

    EventParser(Path sysRoot) {
        this.sysRoot = sysRoot;
        this.uprobes = new UprobeParser(sysRoot);
    }

    /**
     * Reads a list of events.
     *
     * @param setting where the list is from, for messages
     * @throws IllegalArgumentException where one is wrong: which, why and what is allowed, as a sentence
     */
    List<PerfEvent> parse(String setting, List<String> specs) {
        return specs.stream().map(spec -> parse(setting, spec)).toList();
    }

    private PerfEvent parse(String setting, String spec) {
        try {
            return event(spec);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(setting + ": event '" + spec + "' is wrong: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + ": event '" + spec + "' cannot be looked up: " + e, e);
        }
    }

    private PerfEvent event(String spec) throws IOException {
        Matcher raw = RAW.matcher(spec);
        Matcher ofPmu = OF_PMU.matcher(spec);
        if (spec.startsWith(UprobeParser.PREFIX)) {
            return uprobes.parse(spec);
        }
        if (raw.matches()) {
            return PerfEvent.ofCpu(spec, PerfEvent.TYPE_RAW, Long.parseUnsignedLong(raw.group(1), 16));
        }
        if (ofPmu.matches()) {
            return Pmu.named(sysRoot, ofPmu.group(1)).event(spec, ofPmu.group(2));
        }
        return GenericEvents.find(spec)
                .orElseThrow(() -> new IllegalArgumentException("it is neither raw:rHEX, pmu/term=value,term/,"
                        + " uprobe:FILE@OFFSET, uprobe:FILE:SYMBOL nor a name such as LLC-load-misses or one of "
                        + String.join(", ", GenericEvents.names())));
    }
}
