/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.virtballast.core.policy.GuardedPolicy;
import org.virtballast.core.policy.LoadedPolicy;
import org.virtballast.core.report.CycleReport;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

final class RecentCyclesTest {
    private static final long MIB = ByteSize.MIB;

    private final Engine engine = new Engine(4000 * MIB);

    @Test
    void lastCycles_areRememberedInFull() {
        FakeGuest web = engine.start(FakeGuest.ofMib(1, "web1", 1000, 4000));
        FakeGuest calm = engine.start(FakeGuest.ofMib(2, "calm", 1000, 4000));
        engine.policy(view -> new Proposal(
                Map.of(web.id, new Target(1200 * MIB, "it is short")), Map.of(calm.id, "it is on target")));

        engine.cycles(3);

        List<CycleReport> cycles = engine.journal.cyclesAfter(0);
        assertEquals(List.of(1L, 2L, 3L), numbers(cycles));
        CycleReport first = cycles.get(0);
        assertEquals(
                List.of(
                        new CycleReport.Wish(web.id, OptionalLong.of(1200 * MIB), "it is short"),
                        new CycleReport.Wish(calm.id, OptionalLong.empty(), "it is on target")),
                first.wishes());
        assertEquals(
                Set.of("web1", "calm"),
                first.view().orElseThrow().domains().stream()
                        .map(DomainView::name)
                        .collect(Collectors.toSet()));
        assertEquals(Optional.empty(), first.policy());
        assertEquals(Optional.empty(), first.failure());
        // What is seen first is looked at for a while before anything moves: the wish was made all the same.
        assertTrue(first.moves().size() + first.refusals().size() > 0, first.toString());
    }

    @Test
    void cyclesAfterOne_areThoseThatCameSince() {
        engine.cycles(5);

        assertEquals(List.of(4L, 5L), numbers(engine.journal.cyclesAfter(3)));
        assertEquals(List.of(), numbers(engine.journal.cyclesAfter(5)));
        assertEquals(List.of(), numbers(engine.journal.cyclesAfter(Long.MAX_VALUE)));
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), numbers(engine.journal.cyclesAfter(-1)));
    }

    @Test
    void viewsOfAPolicy_areThoseSinceItDecides() {
        engine.start(FakeGuest.ofMib(1, "web1", 1000, 4000));
        engine.policy(guarded("first")).cycles(2);
        engine.policy(guarded("second")).cycles(1);
        engine.policy(guarded("first")).cycles(3);

        assertEquals(
                engine.journal.cyclesAfter(3).stream()
                        .map(cycle -> cycle.view().orElseThrow())
                        .toList(),
                engine.journal.shown("first"));
        assertEquals(3, engine.journal.shown("first").size());
        assertEquals(List.of(), engine.journal.shown("second"));
    }

    private static GuardedPolicy guarded(String name) {
        return new GuardedPolicy(
                new LoadedPolicy(name, Path.of("/x.jar"), "digest", PolicySettings.DEFAULTS, view -> Proposal.NOTHING),
                Optional.empty(),
                Duration.ofSeconds(30));
    }

    @Test
    void oldCycles_areForgotten() {
        engine.cycles(RecentCycles.CYCLES + 6);

        assertEquals(
                LongStream.rangeClosed(7, RecentCycles.CYCLES + 6).boxed().toList(),
                numbers(engine.journal.cyclesAfter(0)));
    }

    @Test
    void onAHostOfManyDomains_fewerCyclesAreKept_andTheLastInAnyCase() {
        for (int i = 0; i < RecentCycles.DOMAINS / 4; i++) {
            engine.start(FakeGuest.ofMib(i + 1, "web" + i, 100, 400));
        }
        engine.cycles(6);
        assertEquals(List.of(3L, 4L, 5L, 6L), numbers(all()));

        for (int i = RecentCycles.DOMAINS / 4; i < RecentCycles.DOMAINS + 1; i++) {
            engine.start(FakeGuest.ofMib(i + 1, "web" + i, 100, 400));
        }
        engine.cycle();
        assertEquals(List.of(7L), numbers(all()));
    }

    @Test
    void manyDomains_areToldOfInSeveralAnswers() {
        for (int i = 0; i < RecentCycles.TOLD / 2; i++) {
            engine.start(FakeGuest.ofMib(i + 1, "web" + i, 100, 400));
        }
        engine.cycles(5);

        assertEquals(List.of(1L, 2L), numbers(engine.journal.cyclesAfter(0)));
        assertEquals(List.of(3L, 4L), numbers(engine.journal.cyclesAfter(2)));
        assertEquals(List.of(5L), numbers(engine.journal.cyclesAfter(4)));
    }

    @Test
    void cycleThatFailed_isRememberedWithItsFailure() {
        engine.policy(view -> {
            throw new IllegalStateException("no idea");
        });

        engine.cycle();

        CycleReport cycle = engine.journal.cyclesAfter(0).get(0);
        assertTrue(cycle.failure().orElseThrow().contains("no idea"), cycle.toString());
        assertEquals(List.of(), cycle.wishes());
    }

    private List<CycleReport> all() {
        long first = engine.journal.cyclesAfter(0).get(0).number();
        return LongStream.range(first - 1, engine.journal.last().orElseThrow().number())
                .mapToObj(number -> engine.journal.cyclesAfter(number).get(0))
                .toList();
    }

    private static List<Long> numbers(List<CycleReport> cycles) {
        return cycles.stream().map(CycleReport::number).toList();
    }
}
