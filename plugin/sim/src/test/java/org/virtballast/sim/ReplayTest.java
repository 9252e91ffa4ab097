/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.policy.PolicyLoader;
import org.virtballast.core.report.CycleReport;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

final class ReplayTest {
    private static final PolicyView GUEST = PolicyView.of(1, 1000).bounds(500, 2000);
    private static final HostView HOST = PolicyView.host(0, GUEST);

    static Stream<String> builtIns() {
        return BuiltInPolicies.names().stream();
    }

    @ParameterizedTest
    @MethodSource("builtIns")
    void recordedPolicy_wantsTheSameAgain(String name) throws Exception {
        List<CycleReport> recording = new ArrayList<>();
        for (String scenario : List.of("shift", "churn", "near-beside-balloon")) {
            recording.addAll(record(scenario, name));
        }
        Replay replay = new Replay(makers(name), 1);

        for (CycleReport cycle : recording) {
            if (cycle.number() == 1) {
                replay.restart();
            }
            assertEquals(List.of(), replay.next(cycle), "cycle " + cycle.number());
        }

        Replay.Summary then = replay.summaries().get(0);
        Replay.Summary now = replay.summaries().get(1);
        assertEquals(Replay.RECORDED, then.policy());
        assertEquals(name, now.policy());
        assertEquals(recording.size(), now.cycles());
        assertTrue(now.wishes() > 0);
        assertEquals(now.wishes(), now.asRecorded());
        assertEquals(then.takes(), now.takes());
        assertEquals(then.gives(), now.gives());
        assertEquals(Optional.empty(), now.firstFailure());
    }

    @Test
    void policiesThatWantSomethingElse_areShownBesideTheRecordedOne() throws Exception {
        Replay replay = new Replay(makers("static", "hit-ratio"), ByteSize.MIB);
        int differences = 0;
        for (CycleReport cycle : record("shift", "hit-ratio")) {
            for (Replay.Difference difference : replay.next(cycle)) {
                differences++;
                assertEquals(
                        List.of("recorded", "static", "hit-ratio"),
                        difference.wishes().stream().map(Replay.Wish::policy).toList());
                assertEquals(0, difference.wishes().get(1).direction());
                assertTrue(difference.wishes().get(0).direction() != 0);
                assertTrue(!difference.wishes().get(0).reason().isEmpty());
            }
        }

        assertTrue(differences > 0);
        Replay.Summary still = replay.summaries().get(1);
        assertEquals(still.wishes() - differences, still.asRecorded());
        assertEquals(0, still.takes() + still.gives());
    }

    @Test
    void sizesThatAreLittleApart_areNoDifference() throws Exception {
        Replay replay = new Replay(Map.of("a", settings -> host -> want(1100)), 10 * ByteSize.MIB);

        assertEquals(List.of(), replay.next(cycle(1, want(1109))));
        assertEquals(1, replay.next(cycle(2, want(1110))).size());
        assertEquals(1, replay.next(cycle(3, want(1000))).size());
        assertEquals(1, replay.next(cycle(4, Proposal.NOTHING)).size());
        assertEquals(1, replay.summaries().get(1).asRecorded());
    }

    @Test
    void whereAnotherPolicyDecides_oneOfItsNameBeginsAnewWithItsSettings() throws Exception {
        List<String> made = new ArrayList<>();
        Replay.Maker maker = settings -> {
            made.add(settings.text("probe", "default"));
            return host -> Proposal.NOTHING;
        };
        Replay replay = new Replay(Map.of("a", maker), 1);

        replay.next(cycle(1, Optional.of("a"), Map.of("probe", "1")));
        replay.next(cycle(2, Optional.of("a"), Map.of("probe", "1")));
        replay.next(cycle(3, Optional.of("b"), Map.of()));
        replay.next(cycle(4, Optional.empty(), Map.of()));
        replay.next(cycle(5, Optional.of("a"), Map.of("probe", "1")));
        replay.next(cycle(6, Optional.of("a"), Map.of("probe", "2")));
        replay.restart();
        replay.next(cycle(1, Optional.of("a"), Map.of("probe", "2")));

        assertEquals(List.of("default", "1", "1", "2", "default", "2"), made);
    }

    @Test
    void policyThatFails_wantsNothingAndIsCounted() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Policy policy = host -> {
            if (calls.incrementAndGet() == 2) {
                return null;
            }
            throw new StackOverflowError("too deep");
        };
        Replay replay = new Replay(Map.of("a", settings -> policy), 1);

        assertEquals(List.of(), replay.next(cycle(1, Proposal.NOTHING)));
        assertEquals(1, replay.next(cycle(2, want(900))).size());

        Replay.Summary summary = replay.summaries().get(1);
        assertEquals(2, summary.failures());
        assertEquals(Optional.of("java.lang.StackOverflowError: too deep"), summary.firstFailure());
    }

    @Test
    void policyThatRefusesItsSettings_endsTheReplay() throws Exception {
        Replay.Maker maker = settings -> {
            if (!settings.equals(PolicySettings.DEFAULTS)) {
                throw refusal();
            }
            return host -> Proposal.NOTHING;
        };
        Replay replay = new Replay(Map.of("a", maker), 1);

        assertThrows(PolicyLoadException.class, () -> replay.next(cycle(1, Optional.of("a"), Map.of("probe", "x"))));
    }

    @Test
    void cycleWithoutAView_isPassedOver() throws Exception {
        Replay replay = new Replay(makers("static"), 1);
        CycleReport failed = new CycleReport(
                1,
                Instant.EPOCH,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of("libvirt does not answer."));

        assertEquals(List.of(), replay.next(failed));
        assertEquals(0, replay.summaries().get(1).cycles());
    }

    @Test
    void json_hasALineForACycleAndOneForAPolicy() throws Exception {
        Replay replay = new Replay(Map.of("a", settings -> host -> Proposal.NOTHING), 1);
        CycleReport cycle = cycle(7, want(900));

        String id = HOST.domains().get(0).id().toString();
        assertEquals(
                "{\"cycle\":7,\"time\":\"1970-01-01T00:00:00Z\",\"policy\":\"b\",\"differences\":[{\"id\":\"" + id
                        + "\",\"name\":\"" + HOST.domains().get(0).name() + "\",\"current\":" + 1000 * ByteSize.MIB
                        + ",\"wishes\":[{\"policy\":\"recorded\",\"wanted\":" + 900 * ByteSize.MIB
                        + ",\"reason\":\"why\"},{\"policy\":\"a\",\"wanted\":null,\"reason\":\"\"}]}]}",
                ReplayJson.line(cycle, replay.next(cycle)));
        assertEquals(
                "{\"summary\":\"a\",\"cycles\":1,\"wishes\":1,\"asRecorded\":0,\"takes\":0,\"gives\":0,\"failures\":0,"
                        + "\"firstFailure\":null}",
                ReplayJson.line(replay.summaries().get(1)));
    }

    /** What the daemon would have recorded. */
    private static List<CycleReport> record(String scenario, String policy) {
        EngineRun run = new EngineRun(ScenarioReader.read(Path.of("../../scenarios", scenario + ".json")));
        List<CycleReport> cycles = new ArrayList<>();
        run.run(
                BuiltInPolicies.create(policy),
                () -> cycles.addAll(run.journal()
                        .cyclesAfter(
                                cycles.isEmpty()
                                        ? 0
                                        : cycles.get(cycles.size() - 1).number())));
        return cycles;
    }

    private static Map<String, Replay.Maker> makers(String... names) {
        Map<String, Replay.Maker> makers = new LinkedHashMap<>();
        for (String name : names) {
            makers.put(name, settings -> BuiltInPolicies.create(name, settings));
        }
        return makers;
    }

    private static PolicyLoadException refusal() {
        return assertThrows(
                PolicyLoadException.class, () -> new PolicyLoader(List.of()).load("none", PolicySettings.DEFAULTS));
    }

    private static Proposal want(long mebibytes) {
        return new Proposal(Map.of(HOST.domains().get(0).id(), new Target(mebibytes * ByteSize.MIB, "why")), Map.of());
    }

    private static CycleReport cycle(long number, Optional<String> policy, Map<String, String> settings) {
        return cycle(number, policy.map(name -> new CycleReport.DecidingPolicy(name, settings)), Proposal.NOTHING);
    }

    private static CycleReport cycle(long number, Proposal proposal) {
        return cycle(number, Optional.of(new CycleReport.DecidingPolicy("b", Map.of())), proposal);
    }

    private static CycleReport cycle(long number, Optional<CycleReport.DecidingPolicy> policy, Proposal proposal) {
        List<CycleReport.Wish> wishes = proposal.targets().entrySet().stream()
                .map(entry -> new CycleReport.Wish(
                        entry.getKey(),
                        OptionalLong.of(entry.getValue().bytes()),
                        entry.getValue().reason()))
                .toList();
        return new CycleReport(
                number,
                Instant.EPOCH,
                Duration.ZERO,
                policy,
                Optional.of(HOST),
                wishes,
                List.of(),
                List.of(),
                Optional.empty());
    }
}
