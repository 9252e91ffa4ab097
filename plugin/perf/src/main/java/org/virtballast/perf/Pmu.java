/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PMU as the kernel describes it in sysfs: its number, the terms an event is written with, and named events. Source: the
 * kernel's {@code Documentation/ABI/testing/sysfs-bus-event_source-devices-*}.
 */
final class Pmu {
    /** A name that is one step of a path, whatever an operator writes. */
    private static final Pattern NAME = Pattern.compile("\\w[\\w.-]*");

    private static final FormatField WHOLE_CONFIG = new FormatField(0, -1L);

    private final Path folder;
    private final String name;
    private final int type;

    private Pmu(Path folder, String name, int type) {
        this.folder = folder;
        this.name = name;
        this.type = type;
    }

    /**
     * Finds a PMU.
     *
     * @param sysRoot where sysfs is mounted
     * @throws IllegalArgumentException where this machine has none of that name
     * @throws IOException where sysfs cannot be read
     */
    static Pmu named(Path sysRoot, String name) throws IOException {
        Path devices = sysRoot.resolve("bus/event_source/devices");
        if (!NAME.matcher(name).matches() || !Files.isDirectory(devices.resolve(name))) {
            throw new IllegalArgumentException("this machine has no PMU '" + name + "'; it has " + namesIn(devices));
        }
        Path folder = devices.resolve(name);
        return new Pmu(folder, name, Integer.parseInt(line(folder.resolve("type"))));
    }

    int type() {
        return type;
    }

    /**
     * An event of this PMU.
     *
     * @param spec how the operator wrote the whole
     * @param terms what is between the slashes
     * @throws IllegalArgumentException where a term is not one of this PMU's, or the PMU cannot count a thread
     * @throws IOException where sysfs cannot be read
     */
    PerfEvent event(String spec, String terms) throws IOException {
        if (Files.exists(folder.resolve("cpumask"))) {
            throw new IllegalArgumentException("the PMU '" + name
                    + "' counts for whole packages and not for a guest; use one that counts threads, such as cpu");
        }
        ConfigWords words = ConfigWords.NONE;
        for (String term : terms.split(",", -1)) {
            words = withTerm(words, term.strip(), true);
        }
        // Only the CPU's own PMUs can leave out the host's part, and others refuse the flag; those of a hybrid CPU and
        // of Arm say which CPUs they are for.
        boolean ofCpu = type == PerfEvent.TYPE_RAW || Files.exists(folder.resolve("cpus"));
        return new PerfEvent(spec, type, words, Optional.empty(), ofCpu);
    }

    private ConfigWords withTerm(ConfigWords words, String term, boolean maybeEvent) throws IOException {
        int equals = term.indexOf('=');
        String key = equals < 0 ? term : term.substring(0, equals);
        if (!NAME.matcher(key).matches()) {
            throw new IllegalArgumentException("'" + term + "' is not a term such as event=0x3c; " + choices());
        }
        if (equals < 0
                && maybeEvent
                && Files.isRegularFile(folder.resolve("events").resolve(key))) {
            ConfigWords all = words;
            for (String part : line(folder.resolve("events").resolve(key)).split(",", -1)) {
                all = withTerm(all, part.strip(), false);
            }
            return all;
        }
        try {
            return field(key).set(words, equals < 0 ? 1 : Numbers.unsigned(term.substring(equals + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the term '" + term + "' is wrong: " + e.getMessage(), e);
        }
    }

    private FormatField field(String key) throws IOException {
        try {
            return FormatField.parse(line(folder.resolve("format").resolve(key)));
        } catch (NoSuchFileException e) {
            if (key.equals("config")) {
                return WHOLE_CONFIG;
            }
            if (key.equals("config1") || key.equals("config2") || key.equals("config3")) {
                return new FormatField(key.charAt(6) - '0', -1L);
            }
            throw new IllegalArgumentException("the PMU '" + name + "' has no such term; " + choices(), e);
        }
    }

    private String choices() {
        return "it has the terms " + namesIn(folder.resolve("format")) + ", config to config3, and the events "
                + namesIn(folder.resolve("events"));
    }

    private static String namesIn(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            // Names with a dot are the unit and the scale of an event.
            TreeSet<String> names = entries.map(entry -> entry.getFileName().toString())
                    .filter(entry -> entry.indexOf('.') < 0)
                    .collect(Collectors.toCollection(TreeSet::new));
            return names.isEmpty() ? "(none)" : String.join(", ", names);
        } catch (IOException e) {
            // Only a hint inside another message: a PMU without terms or events has no such folder.
            return "(none)";
        }
    }

    private static String line(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
