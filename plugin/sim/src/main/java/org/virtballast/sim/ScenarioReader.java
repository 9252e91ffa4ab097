/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.virtballast.core.Limits;
import org.virtballast.spi.ByteSize;

/** Reads a {@link Scenario} from its JSON file. An unknown or impossible value is an error that names the field. */
public final class ScenarioReader {
    private static final long MOST_INTERVAL = 3600;

    private ScenarioReader() {}

    /**
     * Reads a scenario file.
     *
     * @throws ScenarioException where the file cannot be read, or is no scenario
     */
    public static Scenario read(Path file) {
        try {
            return parse(file.getFileName().toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new ScenarioException("There is no scenario " + file + ".", e);
        } catch (MalformedInputException e) {
            throw new ScenarioException(file + " is no scenario: it is not UTF-8.", e);
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "it is a folder, and a file is needed" : e.getMessage();
            throw new ScenarioException(file + " cannot be read: " + why + ".", e);
        }
    }

    /** @throws ScenarioException where the text is no scenario; {@code file} is how its message names the text */
    static Scenario parse(String file, String json) {
        JsonObject root = JsonValue.root(file, JsonText.parse(file, json)).object();
        String name = name(root.required("name"));
        String about = root.optional("about").map(JsonValue::text).orElse("");
        long seed = root.optional("seed")
                .map(value -> value.whole(Long.MIN_VALUE, Long.MAX_VALUE))
                .orElse(1L);
        long interval = root.optional("interval").map(ScenarioReader::interval).orElse(5L);
        long duration = root.optional("duration")
                .map(value -> duration(value, interval))
                .orElse(600L);
        JsonValue budget = root.required("budget");
        Optional<HostPlan> host = root.optional("host").map(ScenarioReader::host);
        double scale =
                root.optional("scale").map(value -> value.number(1e-3, 1e9)).orElse(1.0);
        JsonObject limits = root.optional("limits")
                .orElseGet(() -> JsonValue.root(file, Map.of()).member("limits", Map.of()))
                .object();
        Scenario scenario = new Scenario(
                name,
                about,
                seed,
                interval,
                (int) Math.max(1, duration / interval),
                budget(budget, host.isPresent()),
                scale,
                host,
                limits(limits),
                limits.optional("operatorHold").map(JsonValue::duration).orElse(Duration.ofMinutes(30)),
                domains(root.required("domains")));
        limits.end();
        root.end();
        return scenario;
    }

    private static String name(JsonValue value) {
        String name = value.text();
        if (name.isBlank() || name.length() > 64 || name.chars().anyMatch(c -> c == '#' || c < ' ')) {
            throw value.no("a name of 1 to 64 characters without '#'");
        }
        return name;
    }

    private static long interval(JsonValue value) {
        long interval = value.seconds(1);
        if (interval > MOST_INTERVAL) {
            throw value.no("an interval of at most 1h");
        }
        return interval;
    }

    private static long duration(JsonValue value, long interval) {
        long duration = value.seconds(1);
        if (duration < interval) {
            throw value.no("a duration of at least one interval of " + interval + "s");
        }
        return duration;
    }

    private static OptionalLong budget(JsonValue value, boolean hasHost) {
        if (!value.text().equals("auto")) {
            return OptionalLong.of(value.size(ByteSize.MIB));
        }
        if (!hasHost) {
            throw value.mistake("'auto' needs a host: add \"host\": {\"total\": ...}");
        }
        return OptionalLong.empty();
    }

    private static HostPlan host(JsonValue value) {
        JsonObject host = value.object();
        long total = host.required("total").size(ByteSize.MIB);
        List<HostPlan.Own> own = new ArrayList<>();
        for (JsonValue step : host.optional("own").map(JsonValue::list).orElse(List.of())) {
            List<JsonValue> pair = step.pair("[\"5m\", \"6GiB\"]");
            long from = pair.get(0).seconds(0);
            if (own.isEmpty() ? from != 0 : from <= own.get(own.size() - 1).from()) {
                throw pair.get(0).no(own.isEmpty() ? "0s, with which the first begins" : "later than the one before");
            }
            own.add(new HostPlan.Own(from, pair.get(1).size(0)));
        }
        double reserve =
                host.optional("reserve").map(share -> share.share(0, 0.5)).orElse(0.05);
        host.end();
        return new HostPlan(total, own.isEmpty() ? List.of(new HostPlan.Own(0, 0)) : own, reserve);
    }

    /** The defaults are those of the configuration file. */
    private static Limits limits(JsonObject limits) {
        return new Limits(
                limits.optional("maxStep").map(value -> value.share(0.001, 1)).orElse(0.25),
                limits.optional("minChange").map(value -> value.size(1)).orElse(4 * ByteSize.MIB),
                limits.optional("cooldown").map(JsonValue::duration).orElse(Duration.ofSeconds(15)),
                limits.optional("headroom").map(value -> value.share(0, 0.9)).orElse(0.1),
                limits.optional("headroomAtLeast").map(value -> value.size(0)).orElse(64 * ByteSize.MIB),
                limits.optional("moveDeadline")
                        .map(value -> Duration.ofSeconds(value.seconds(1)))
                        .orElse(Duration.ofSeconds(30)));
    }

    private static List<DomainPlan> domains(JsonValue value) {
        List<DomainPlan> domains = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonValue element : value.list()) {
            JsonObject domain = element.object();
            JsonValue name = domain.required("name");
            if (!names.add(name(name))) {
                throw name.mistake("'" + name.text() + "' is the name of another domain, too");
            }
            domains.add(new DomainReader(domain, name(name)).read());
        }
        if (domains.isEmpty()) {
            throw value.no("a list of at least one domain");
        }
        return domains;
    }
}
