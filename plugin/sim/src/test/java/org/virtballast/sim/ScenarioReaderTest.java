/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtballast.core.Limits;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

final class ScenarioReaderTest {
    private static final long MIB = ByteSize.MIB;
    private static final long GIB = ByteSize.GIB;

    private static final String LEAST = """
            { "name": "least", "budget": "12GiB",
              "domains": [ { "name": "web", "max": "8GiB", "phases": [ { "from": "0s", "resident": "3GiB", "rate": 5 } ] } ] }
            """;

    /** A scenario with every key, in single quotes; a test replaces a part of it. */
    private static final String ALL = """
            { 'name': 'all', 'about': 'All keys.', 'seed': 7, 'interval': '5s', 'duration': '10m', 'budget': '12GiB',
              'scale': 1024,
              'host': { 'total': '32GiB', 'own': [['0s', '2GiB'], ['5m', '6GiB']], 'reserve': '7%' },
              'limits': { 'maxStep': '20%', 'minChange': '8MiB', 'cooldown': '20s', 'headroom': '12%',
                          'headroomAtLeast': '32MiB', 'moveDeadline': '40s', 'operatorHold': '1h' },
              'domains': [
                { 'name': 'web', 'min': '1GiB', 'max': '8GiB', 'start': '4GiB', 'weight': 200, 'targetHitRatio': 0.9,
                  'far': 'swap', 'farCapacity': '16GiB', 'counted': false,
                  'balloon': { 'inflate': '0.5GiB/s', 'deflate': '2GiB/s', 'floor': '512MiB', 'driver': false,
                               'stuck': [['2m', '3m']], 'late': '4s', 'refusesAbove': '6GiB', 'pinned': true,
                               'deflateOnOom': true, 'yield': 1 },
                  'stats': { 'period': '2s', 'frozen': [['4m', '5m']], 'garbage': [['6m', '6m10s']] },
                  'comes': '1m', 'paused': [['7m', '8m']], 'gone': '9m', 'setmem': [['3m', '2GiB']],
                  'phases': [ { 'from': '0s', 'resident': '3GiB', 'hot': '2GiB', 'hotShare': 0.8, 'rate': 2e6,
                                'promotion': '500ms' },
                              { 'from': '5m', 'resident': '6GiB', 'rate': 0 } ] } ] }
            """;

    private static final String NEAR = """
            { 'name': 'near', 'budget': '12GiB',
              'domains': [
                { 'name': 'web', 'lever': 'near', 'min': '512MiB', 'max': '8GiB', 'start': '4GiB', 'far': 'tier',
                  'near': { 'block': '128MiB', 'boot': '1GiB', 'migrate': '0.5GiB/s', 'plug': '4GiB/s',
                            'unmovable': '256MiB', 'driver': false, 'stuck': [['2m', '3m']] },
                  'phases': [ { 'from': '0s', 'resident': '3GiB', 'rate': 5 } ] } ] }
            """;

    @TempDir
    private Path folder;

    @Test
    void whatIsNotSaid_hasItsDefault() {
        Scenario scenario = ScenarioReader.parse("least.json", LEAST);
        DomainPlan web = scenario.domains().get(0);

        assertEquals(1, scenario.seed());
        assertEquals(5, scenario.interval());
        assertEquals(120, scenario.cycles());
        assertEquals(OptionalLong.of(12 * GIB), scenario.budget());
        assertEquals(1, scenario.scale());
        assertTrue(scenario.host().isEmpty());
        assertEquals(
                new Limits(0.25, 4 * MIB, Duration.ofSeconds(15), 0.1, 64 * MIB, Duration.ofSeconds(30)),
                scenario.limits());
        assertEquals(Duration.ofMinutes(30), scenario.operatorHold());
        assertEquals(64 * MIB, web.min());
        assertEquals(8 * GIB, web.start());
        assertEquals(100, web.weight());
        assertEquals(0.95, web.targetHitRatio());
        assertEquals(FarTier.CELL, web.far());
        assertEquals(8 * GIB, web.farCapacity());
        assertEquals(
                new DomainPlan.Balloon(
                        Math.round(0.9 * GIB),
                        Math.round(2.3 * GIB),
                        64 * MIB,
                        true,
                        List.of(),
                        0,
                        OptionalLong.empty(),
                        false,
                        false,
                        1),
                web.balloon());
        assertEquals(new DomainPlan.Statistics(1, List.of(), List.of()), web.statistics());
        assertTrue(web.counted());
        assertTrue(web.present(0));
        assertEquals(OptionalLong.empty(), web.gone());
        assertEquals(List.of(new Phase(0, new HitCurve(3 * GIB, 3 * GIB, 1), 5, 10)), web.phases());
    }

    @Test
    void everyKey_isRead() {
        Scenario scenario = ScenarioReader.parse("all.json", json(ALL));
        DomainPlan web = scenario.domains().get(0);

        assertEquals("All keys.", scenario.about());
        assertEquals(1024, scenario.scale());
        assertEquals(
                new HostPlan(32 * GIB, List.of(new HostPlan.Own(0, 2 * GIB), new HostPlan.Own(300, 6 * GIB)), 0.07),
                scenario.host().orElseThrow());
        assertEquals(
                new Limits(0.2, 8 * MIB, Duration.ofSeconds(20), 0.12, 32 * MIB, Duration.ofSeconds(40)),
                scenario.limits());
        assertEquals(Duration.ofHours(1), scenario.operatorHold());
        assertEquals(
                new DomainPlan(
                        "web",
                        GIB,
                        8 * GIB,
                        4 * GIB,
                        200,
                        0.9,
                        FarTier.SWAP,
                        16 * GIB,
                        new DomainPlan.Balloon(
                                GIB / 2,
                                2 * GIB,
                                512 * MIB,
                                false,
                                List.of(new Span(120, 180)),
                                4,
                                OptionalLong.of(6 * GIB),
                                true,
                                true,
                                1),
                        Optional.empty(),
                        new DomainPlan.Statistics(2, List.of(new Span(240, 300)), List.of(new Span(360, 370))),
                        false,
                        60,
                        OptionalLong.of(540),
                        List.of(new Span(420, 480)),
                        List.of(new DomainPlan.Resize(180, 2 * GIB)),
                        List.of(
                                new Phase(0, new HitCurve(3 * GIB, 2 * GIB, 0.8), 2e6, 0.5),
                                new Phase(300, new HitCurve(6 * GIB, 6 * GIB, 1), 0, 10))),
                web);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'name': 'all'            | 'name': ''                     | name: '' is not a name",
                "'name': 'all'            | 'name': 5                      | name: 5 is not a text",
                "'name': 'all',           | ''                             | name is missing",
                "'seed': 7                | 'seed': 7.5                    | seed: 7.5 is not a whole number",
                "'seed': 7                | 'seeds': 7                     | seeds is unknown; known here are name, about, seed",
                "'interval': '5s'         | 'interval': '5'                | interval: '5' is not a duration",
                "'interval': '5s'         | 'interval': '500ms'            | interval: '500ms' is not a duration of whole seconds",
                "'interval': '5s'         | 'interval': '2h'               | interval: '2h' is not an interval of at most 1h",
                "'duration': '10m'        | 'duration': '4s'               | duration: '4s' is not a duration of at least one",
                "'duration': '10m'        | 'duration': '25h'              | duration: '25h' is not a duration of at most 24h",
                "'budget': '12GiB'        | 'budget': '12'                 | budget: '12' is not a size",
                "'budget': '12GiB'        | 'budget': '0B'                 | budget: '0B' is not a size from 1MiB",
                "'budget': '12GiB'        | 'budget': null                 | budget: null is not a text",
                "'scale': 1024            | 'scale': 0                     | scale: 0 is not a number from 0.001",
                "'total': '32GiB'         | 'total': '9999TiB'             | host.total: '9999TiB' is not a size from 1MiB to 1024TiB",
                "['0s', '2GiB']           | ['1s', '2GiB']                 | host.own[0][0]: '1s' is not 0s",
                "['5m', '6GiB']]          | ['0s', '6GiB']]                | host.own[1][0]: '0s' is not later",
                "['5m', '6GiB']]          | ['5m']]                        | host.own[1]: this list is not a pair",
                "'reserve': '7%'          | 'reserve': '51%'               | host.reserve: '51%' is not a share from 0% to 50%",
                "'maxStep': '20%'         | 'maxStep': 0.2                 | limits.maxStep: 0.2 is not a text",
                "'maxStep': '20%'         | 'maxStep': '0%'                | limits.maxStep: '0%' is not a share from 0.1%",
                "'minChange': '8MiB'      | 'minChange': '0B'              | limits.minChange: '0B' is not a size",
                "'cooldown': '20s'        | 'cooldown': '-1s'              | limits.cooldown: '-1s' is not a duration",
                "'headroom': '12%'        | 'headroom': '95%'              | limits.headroom: '95%' is not a share",
                "'moveDeadline': '40s'    | 'moveDeadline': '0s'           | limits.moveDeadline: '0s' is not a duration of whole seconds",
                "'operatorHold': '1h'     | 'operatorhold': '1h'           | limits.operatorhold is unknown",
                "'min': '1GiB'            | 'min': '9GiB'                  | domains[0].min: '9GiB' is above max, 8GiB",
                "'max': '8GiB',           | ''                             | domains[0].max is missing",
                "'start': '4GiB'          | 'start': '9GiB'                | domains[0].start: '9GiB' is above max, 8GiB",
                "'start': '4GiB'          | 'start': '512MiB'              | domains[0].start: '512MiB' is below min, 1GiB",
                "'weight': 200            | 'weight': 0                    | domains[0].weight: 0 is not a whole number from 1 to 10000",
                "'targetHitRatio': 0.9    | 'targetHitRatio': 1.1          | domains[0].targetHitRatio: 1.1 is not a number",
                "'far': 'swap'            | 'far': 'disk'                  | domains[0].far: 'disk' is not 'tier' or 'swap'",
                "'counted': false         | 'counted': 'no'                | domains[0].counted: 'no' is not true or false",
                "'inflate': '0.5GiB/s'    | 'inflate': '0.5GiB'            | domains[0].balloon.inflate: '0.5GiB' is not a rate",
                "'deflate': '2GiB/s'      | 'deflate': '0B/s'              | domains[0].balloon.deflate: '0B/s' is not a size from 1B",
                "'floor': '512MiB'        | 'floor': '5GiB'                | domains[0].balloon.floor: '5GiB' is above start, 4GiB",
                "'driver': false          | 'driver': 1                    | domains[0].balloon.driver: 1 is not true or false",
                "[['2m', '3m']]           | [['3m', '3m']]                 | domains[0].balloon.stuck[0][1]: '3m' is not later",
                "[['2m', '3m']]           | '2m'                           | domains[0].balloon.stuck: '2m' is not a list",
                "'late': '4s'             | 'late': '4.5s'                 | domains[0].balloon.late: '4.5s' is not a duration",
                "'refusesAbove': '6GiB'   | 'refusesAbove': true           | domains[0].balloon.refusesAbove: true is not a text",
                "'yield': 1               | 'yield': 1.5                   | domains[0].balloon.yield: 1.5 is not a number from 0 to 1",
                "'yield': 1               | 'yield': 0.5                   | domains[0].balloon.yield: 0.5 is not 1, and without a far tier",
                "'period': '2s'           | 'period': 2                    | domains[0].stats.period: 2 is not a text",
                "[['4m', '5m']]           | [['4m', 5]]                    | domains[0].stats.frozen[0][1]: 5 is not a text",
                "'gone': '9m'             | 'gone': '1m'                   | domains[0].gone: '1m' is not a duration of whole seconds, at least 61s",
                "['3m', '2GiB']           | ['3m', '9GiB']                 | domains[0].setmem[0][1]: '9GiB' is above max, 8GiB",
                "'from': '0s'             | 'from': '2m'                   | domains[0].phases[0].from: '2m' is not early enough",
                "'from': '5m'             | 'from': '0s'                   | domains[0].phases[1].from: '0s' is not later",
                "'resident': '3GiB'       | 'resident': '25GiB'            | domains[0].phases[0].resident: '25GiB' is above max and farCapacity",
                "'hot': '2GiB'            | 'hot': '4GiB'                  | domains[0].phases[0].hot: '4GiB' is above resident, 3GiB",
                "'hot': '2GiB'            | 'hot': '3GiB'                  | domains[0].phases[0].hotShare: 0.8 is not 1",
                "'hotShare': 0.8          | 'hotShare': -1                 | domains[0].phases[0].hotShare: -1 is not a number",
                "'rate': 2e6              | 'rate': -1                     | domains[0].phases[0].rate: -1 is not a number",
                "'promotion': '500ms'     | 'promotion': 10                | domains[0].phases[0].promotion: 10 is not a text",
                "'rate': 0                | 'rate': 0, 'rat': 1            | domains[0].phases[1].rat is unknown",
            })
    void wrongValue_isNamed(String part, String wrong, String sentence) {
        assertTrue(ALL.contains(part), part);
        String text = ALL.replace(part, wrong.equals("''") ? "" : wrong);

        String message = assertThrows(ScenarioException.class, () -> ScenarioReader.parse("web.json", json(text)))
                .getMessage();

        assertTrue(message.startsWith("web.json: " + sentence), message);
        assertTrue(message.endsWith(".") && !message.contains("\n"), message);
    }

    @Test
    void whatIsNotSaidOfANearDevice_hasItsDefault() {
        DomainPlan web = ScenarioReader.parse(
                        "least.json", LEAST.replace("{ \"name\": \"web\"", "{ \"name\": \"web\", \"lever\": \"near\""))
                .domains()
                .get(0);

        assertEquals(LeverKind.NEAR, web.lever());
        assertEquals(
                Optional.of(new DomainPlan.NearDevice(2 * MIB, 0, Math.round(0.3 * GIB), 2 * GIB, 0, true, List.of())),
                web.device());
        assertEquals(new Bounds(64 * MIB, 8 * GIB, 2 * MIB), web.bounds());
        assertEquals(8 * GIB, web.beside());
    }

    @Test
    void everyKeyOfANearDevice_isRead() {
        DomainPlan web = ScenarioReader.parse("near.json", json(NEAR)).domains().get(0);

        assertEquals(
                Optional.of(new DomainPlan.NearDevice(
                        128 * MIB, GIB, GIB / 2, 4 * GIB, 256 * MIB, false, List.of(new Span(120, 180)))),
                web.device());
        assertEquals(new Bounds(GIB, 8 * GIB, 128 * MIB), web.bounds(), "its boot memory cannot be taken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'lever': 'near'          | 'lever': 'far'                 | domains[0].lever: 'far' is not 'balloon' or 'near'",
                "'lever': 'near'          | 'lever': true                  | domains[0].lever: true is not a text",
                "'lever': 'near'          | 'lever': 'balloon'             | domains[0].near is unknown",
                "'near': {                | 'balloon': {}, 'near': {       | domains[0].balloon is unknown",
                "'far': 'tier'            | 'far': 'swap'                  | domains[0].far: 'swap' is not 'tier', and what leaves",
                "'max': '8GiB'            | 'max': '8191MiB'               | domains[0].max: '8191MiB' is not near.boot, 1GiB, and whole blocks of 128MiB",
                "'start': '4GiB'          | 'start': '4100MiB'             | domains[0].start: '4100MiB' is not near.boot, 1GiB, and whole",
                "'block': '128MiB'        | 'block': '1MiB'                | domains[0].near.block: '1MiB' is not a size from 2MiB",
                "'block': '128MiB'        | 'block': '96MiB'               | domains[0].near.block: '96MiB' is not a power of two",
                "'boot': '1GiB'           | 'boot': '5GiB'                 | domains[0].near.boot: '5GiB' is above start, 4GiB",
                "'migrate': '0.5GiB/s'    | 'migrate': '0.5GiB'            | domains[0].near.migrate: '0.5GiB' is not a rate",
                "'plug': '4GiB/s'         | 'plug': '0B/s'                 | domains[0].near.plug: '0B/s' is not a size from 1B",
                "'unmovable': '256MiB'    | 'unmovable': '3.5GiB'          | domains[0].near.unmovable: '3.5GiB' is above start less boot, 3GiB",
                "'driver': false          | 'driver': 0                    | domains[0].near.driver: 0 is not true or false",
                "[['2m', '3m']]           | [['3m', '3m']]                 | domains[0].near.stuck[0][1]: '3m' is not later",
                "'migrate'                | 'inflate'                      | domains[0].near.inflate is unknown; known here are block, boot, migrate",
            })
    void wrongValueOfANearDevice_isNamed(String part, String wrong, String sentence) {
        assertTrue(NEAR.contains(part), part);
        String text = json(NEAR.replace(part, wrong));

        String message = assertThrows(ScenarioException.class, () -> ScenarioReader.parse("web.json", text))
                .getMessage();

        assertTrue(message.startsWith("web.json: " + sentence), message);
        assertTrue(message.endsWith(".") && !message.contains("\n"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ 'name': 'a', 'name': 'b' } | web.json: line 1, column",
                "{ 'name' 'a' }               | web.json: line 1, column",
                "{ 'name': 'a'                | web.json: line 1, column",
                "{ 'name': 'a' } {}           | web.json: line 1, column 17: there is more",
                "[1]                          | web.json: the file: this list is not an object",
                "{ 'name': 'a', 'budget': 'auto', 'domains': [] } | web.json: budget: 'auto' needs a host",
                "{ 'name': 'a', 'budget': '1GiB', 'domains': [] } | web.json: domains: this list is not a list of at least one",
                "{ 'name': 'a', 'budget': '1GiB', 'domains': [ 5 ] } | web.json: domains[0]: 5 is not an object",
            })
    void noScenario_isSaidInOneSentence(String text, String sentence) {
        String message = assertThrows(ScenarioException.class, () -> ScenarioReader.parse("web.json", json(text)))
                .getMessage();

        assertTrue(message.startsWith(sentence), message);
        assertTrue(message.endsWith(".") && !message.contains("\n"), message);
    }

    @Test
    void twoDomainsOfOneName_areAMistake() {
        String domain = LEAST.substring(LEAST.indexOf('[') + 1, LEAST.lastIndexOf(']'));
        String text = LEAST.replace(domain, domain + "," + domain);

        assertEquals(
                "x: domains[1].name: 'web' is the name of another domain, too.",
                assertThrows(ScenarioException.class, () -> ScenarioReader.parse("x", text))
                        .getMessage());
    }

    @Test
    void fileThatCannotBeRead_isNamed() throws IOException {
        Path missing = folder.resolve("missing.json");
        Path binary = Files.write(folder.resolve("binary.json"), new byte[] {(byte) 0xff, (byte) 0xfe});

        assertEquals("There is no scenario " + missing + ".", messageOf(missing));
        assertEquals(folder + " cannot be read: it is a folder, and a file is needed.", messageOf(folder));
        assertEquals(binary + " is no scenario: it is not UTF-8.", messageOf(binary));
    }

    private static String messageOf(Path file) {
        return assertThrows(ScenarioException.class, () -> ScenarioReader.read(file))
                .getMessage();
    }

    static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../../scenarios"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shippedScenario_saysWhatItTests(Path file) {
        Scenario scenario = ScenarioReader.read(file);

        assertEquals(file.getFileName().toString(), scenario.name() + ".json");
        assertFalse(scenario.about().isBlank());
    }

    @Test
    void replicas_haveNamesAndBudgetOfTheirOwn() {
        Scenario scenario = ScenarioReader.parse("all.json", json(ALL)).replicated(3);

        assertEquals(
                List.of("web", "web#2", "web#3"),
                scenario.domains().stream().map(DomainPlan::name).toList());
        assertEquals(OptionalLong.of(36 * GIB), scenario.budget());
        assertEquals(96 * GIB, scenario.host().orElseThrow().total());
        assertEquals(18 * GIB, scenario.host().orElseThrow().own(300));
    }

    private static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }
}
