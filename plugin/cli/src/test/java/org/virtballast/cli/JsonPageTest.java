/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtballast.core.report.CycleReport;
import org.virtballast.core.report.CyclesReport;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.HitRatioReport;
import org.virtballast.core.report.HookReport;
import org.virtballast.core.report.LeverReport;
import org.virtballast.core.report.MoveReport;
import org.virtballast.core.report.PoliciesReport;
import org.virtballast.core.report.SetupReport;
import org.virtballast.core.report.StartReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.libvirt.ConfiguredDomain;
import org.virtballast.libvirt.NearDevice;
import org.virtballast.sim.ExaminedPolicy;
import org.virtballast.sim.Replay;
import org.virtballast.sim.ReplayJson;
import org.virtballast.sim.Score;
import org.virtballast.sim.ScoreJson;
import org.virtballast.sim.Violations;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.GuestMemory;
import org.virtballast.spi.HitRatio;
import org.virtballast.spi.HostView;
import picocli.CommandLine;

/** docs/json.md has the fields that are written, all of them and no others, with their types, and says which may be null. */
final class JsonPageTest {
    /** The headings of what the daemon writes; the names of the records' components are those of the fields. */
    private static final Map<Class<?>, String> RECORDS = Map.ofEntries(
            Map.entry(ControlClient.Done.class, "Done"),
            Map.entry(StatusReport.class, "Status"),
            Map.entry(HookReport.class, "Hook"),
            Map.entry(StartReport.class, "Start"),
            Map.entry(SetupReport.class, "Setup"),
            Map.entry(DomainReport.class, "Domain"),
            Map.entry(LeverReport.class, "Lever"),
            Map.entry(LeverReport.YieldReport.class, "Yield"),
            Map.entry(HitRatioReport.class, "Hit ratio"),
            Map.entry(MoveReport.class, "Move"),
            Map.entry(ExplainReport.class, "Explanation"),
            Map.entry(ExplainReport.Entry.class, "Decision"),
            Map.entry(PoliciesReport.class, "Policies"),
            Map.entry(PoliciesReport.Entry.class, "Policy"),
            Map.entry(CyclesReport.class, "Cycles"),
            Map.entry(RecordingLine.class, "Recording"),
            Map.entry(RecordingLine.Run.class, "Run"),
            Map.entry(CycleReport.class, "Cycle"),
            Map.entry(CycleReport.DecidingPolicy.class, "Deciding policy"),
            Map.entry(CycleReport.Wish.class, "Wish"),
            Map.entry(CycleReport.MadeMove.class, "Made move"),
            Map.entry(CycleReport.Refused.class, "Refused wish"),
            Map.entry(HostView.class, "Host view"),
            Map.entry(DomainView.class, "Domain view"),
            Map.entry(Bounds.class, "Bounds"),
            Map.entry(GuestMemory.class, "Guest memory"),
            Map.entry(Accesses.class, "Accesses"),
            Map.entry(HitRatio.class, "Estimate"),
            Map.entry(Eligibility.class, "Eligibility"));

    private static final Map<Type, String> CONTAINERS =
            Map.of(Optional.class, "", List.class, "array of ", Map.class, "object of ");

    private static final Map<Type, String> WORDS = Map.ofEntries(
            Map.entry(long.class, "integer"),
            Map.entry(int.class, "integer"),
            Map.entry(Integer.class, "integer"),
            Map.entry(OptionalLong.class, "integer"),
            Map.entry(double.class, "number"),
            Map.entry(Double.class, "number"),
            Map.entry(boolean.class, "boolean"),
            Map.entry(String.class, "string"),
            Map.entry(Instant.class, "time"),
            Map.entry(Duration.class, "duration"),
            Map.entry(UUID.class, "uuid"));

    private JsonPage page;

    @BeforeEach
    void read() throws Exception {
        page = JsonPage.read();
    }

    static Set<Class<?>> records() {
        return RECORDS.keySet();
    }

    @ParameterizedTest
    @MethodSource("records")
    void record_isDescribed(Class<?> type) {
        List<JsonPage.Field> fields = page.tables().getOrDefault(RECORDS.get(type), List.of());

        assertEquals(
                Arrays.stream(type.getRecordComponents())
                        .map(JsonPageTest::signature)
                        .toList(),
                fields.stream().map(JsonPageTest::signature).toList());
        for (int i = 0; i < fields.size(); i++) {
            JsonPage.Field field = fields.get(i);
            Object[] words = type.getRecordComponents()[i].getType().getEnumConstants();
            for (Object word : words == null ? new Object[0] : words) {
                String written = "`" + word.toString().toLowerCase(Locale.ROOT) + "`";
                assertTrue(field.meaning().contains(written), field.name() + " may be " + written);
            }
        }
    }

    @Test
    void score_isDescribed() throws Exception {
        for (OptionalDouble share : List.of(OptionalDouble.of(0.5), OptionalDouble.empty())) {
            check("Score", ScoreJson.line(score("static", share)));
        }
    }

    private static Score score(String policy, OptionalDouble share) {
        Map<String, OptionalInt> actions = new LinkedHashMap<>();
        actions.put("web1", OptionalInt.of(3));
        actions.put("web2", OptionalInt.empty());
        return new Score(
                "shift",
                policy,
                7,
                share,
                share,
                share,
                0.1,
                0.2,
                5,
                4,
                3,
                0.3,
                2,
                1,
                actions,
                new Violations(1, 2, 3, 4, 5, 6),
                new Score.DecisionMillis(0.1, 0.4));
    }

    @Test
    void replay_isDescribed() throws Exception {
        CycleReport cycle = new CycleReport(
                7,
                Instant.EPOCH,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
        List<Replay.Wish> wishes = List.of(
                new Replay.Wish("recorded", 5, OptionalLong.of(4), "it can"),
                new Replay.Wish("static", 5, OptionalLong.empty(), ""));

        check("Replayed cycle", ReplayJson.line(cycle, List.of(new Replay.Difference(new UUID(1, 2), "web1", wishes))));
        check("Replayed policy", ReplayJson.line(new Replay.Summary("static", 7, 6, 5, 4, 3, 0, Optional.empty())));
        check("Replayed policy", ReplayJson.line(new Replay.Summary("a", 7, 6, 5, 4, 3, 1, Optional.of("it threw"))));
    }

    @Test
    void nearDevices_areDescribed() throws Exception {
        ConfiguredDomain domain =
                new ConfiguredDomain(new UUID(1, 2), "web1", Optional.of("<domain/>"), Optional.empty());
        List<NearDevice> devices = Stream.of(OptionalLong.of(1), OptionalLong.empty())
                .map(current -> new NearDevice("ua-near0", 0, true, 2, 8, 4, current))
                .toList();

        check("Near devices", NearDeviceJson.of(List.of(new NearDeviceJson.Devices(domain, devices))));
    }

    @Test
    void checkedJar_isDescribed() throws Exception {
        CheckedJar checked = new CheckedJar(Path.of("mine.jar"), Optional.empty(), List.of("mine"), 1);
        check("Checked jar", PolicyCheckJson.of(checked));
        checked.found("mine", "shift", new ExaminedPolicy.Finding(ExaminedPolicy.Fault.LATE, 1, 2, ""));
        for (OptionalDouble share : List.of(OptionalDouble.of(0.5), OptionalDouble.empty())) {
            checked.board().add(score("mine", share));
            check("Checked jar", PolicyCheckJson.of(checked));
        }
        String fault = page.tables().get("Fault").stream()
                .filter(field -> field.name().equals("fault"))
                .findFirst()
                .orElseThrow()
                .meaning();
        for (ExaminedPolicy.Fault word : ExaminedPolicy.Fault.values()) {
            assertTrue(fault.contains("`" + word.name().toLowerCase(Locale.ROOT) + "`"), word + " in: " + fault);
        }
    }

    @Test
    void doctor_isDescribed() throws Exception {
        Finding finding = Finding.warning("balloon", "it has none");

        check("Doctor", DoctorJson.of(List.of(finding, finding.about("web1").mend("virsh edit web1"))));
    }

    @Test
    void commandsThatPrintJson_areNamed() {
        CommandLine root =
                VirtBallast.commandLine(new Terminal(StandardCharsets.UTF_8), ZoneOffset.UTC, Surroundings.real());

        Set<String> printing = new TreeSet<>(printing(root).toList());
        Set<String> named = new TreeSet<>();
        Pattern.compile("(?m)^\\| `(virt-ballast [a-z -]+?)( [A-Z]+)? --json` ")
                .matcher(page.text())
                .results()
                .forEach(match -> named.add(match.group(1)));

        assertEquals(printing, named);
    }

    private static Stream<String> printing(CommandLine command) {
        Stream<String> itself = command.getCommandSpec().optionsMap().containsKey("--json")
                ? Stream.of(command.getCommandSpec().qualifiedName())
                : Stream.empty();
        return Stream.concat(itself, command.getSubcommands().values().stream().flatMap(JsonPageTest::printing));
    }

    @Test
    void noTable_isLeftOver() {
        Set<String> known = new TreeSet<>(RECORDS.values());
        known.addAll(Set.of("Error", "Score", "Violations", "Decision time"));
        known.addAll(Set.of("Near devices", "Near device", "Doctor", "Finding"));
        known.addAll(Set.of("Checked jar", "Fault", "Summed score"));
        known.addAll(Set.of("Replayed cycle", "Difference", "Replayed wish", "Replayed policy"));

        assertEquals(known, new TreeSet<>(page.tables().keySet()));
    }

    /** Checks a line that was written, and the objects in it, against the tables. */
    private void check(String heading, String line) throws ControlException {
        check(heading, ReportParser.answer(line));
    }

    private void check(String heading, Object value) {
        Map<?, ?> members = (Map<?, ?>) value;
        List<JsonPage.Field> fields = page.tables().getOrDefault(heading, List.of());
        assertEquals(
                fields.stream().map(JsonPage.Field::name).toList(),
                members.keySet().stream().map(Object::toString).toList());
        for (JsonPage.Field field : fields) {
            Object member = members.get(field.name());
            if (member == null) {
                assertTrue(field.nullable(), heading + ": " + field.name() + " is null");
            } else {
                checkType(heading + ": " + field.name(), field.type(), member);
            }
        }
    }

    private void checkType(String where, String type, Object value) {
        String of = type.replaceFirst("^(array|object) of ", "");
        if (type.startsWith("array of ")) {
            ((List<?>) value).forEach(element -> checkType(where, of, element));
        } else if (type.startsWith("object of ")) {
            ((Map<?, ?>) value)
                    .values().stream().filter(member -> member != null).forEach(member -> checkType(where, of, member));
        } else if (type.startsWith("[")) {
            check(heading(type), value);
        } else {
            assertTrue(fits(type, value), where + " is no " + type + ": " + value);
        }
    }

    private static boolean fits(String type, Object value) {
        return switch (type) {
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            case "string" -> value instanceof String;
            case "time" -> value instanceof String text && Instant.parse(text) != null;
            case "uuid" -> value instanceof String text && UUID.fromString(text) != null;
            default -> false;
        };
    }

    private String heading(String link) {
        return page.tables().keySet().stream()
                .filter(heading -> JsonPage.link(heading).equals(link))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no table for " + link));
    }

    private static String signature(JsonPage.Field field) {
        return field.name() + ": " + field.type() + (field.nullable() ? " or null" : "");
    }

    private static String signature(RecordComponent component) {
        boolean optional = component.getType().getName().startsWith("java.util.Optional");
        return component.getName() + ": " + type(component.getGenericType()) + (optional ? " or null" : "");
    }

    /** The word of a type, as the page has it. */
    private static String type(Type type) {
        if (type instanceof ParameterizedType of) {
            Type[] arguments = of.getActualTypeArguments();
            String last = type(arguments[arguments.length - 1]);
            return CONTAINERS.get(of.getRawType()) + last;
        }
        if (RECORDS.containsKey(type)) {
            return JsonPage.link(RECORDS.get(type));
        }
        return ((Class<?>) type).isEnum() ? "string" : WORDS.getOrDefault(type, "unknown");
    }
}
