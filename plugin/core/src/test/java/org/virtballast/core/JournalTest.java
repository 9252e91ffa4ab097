/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.Mode;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.MoveReport;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

final class JournalTest {
    private static final long MIB = ByteSize.MIB;

    private final Engine engine = new Engine(4000 * MIB);
    private FakeGuest web;

    @BeforeEach
    void startAGuest() {
        web = engine.start(FakeGuest.ofMib(1, "web1", 1000, 4000));
    }

    @Test
    void journalBeforeTheFirstCycle_knowsNothing() {
        Journal journal = new Journal();

        assertEquals(Optional.empty(), journal.last());
        assertEquals(Optional.empty(), journal.explain("web1"));
        assertEquals(Optional.empty(), journal.lastMove(web.id));
    }

    @Test
    void domain_isExplainedByNameAndIdentity() {
        engine.cycle();

        ExplainReport byName = engine.journal.explain("web1").orElseThrow();
        assertEquals(web.id, byName.id());
        assertEquals("web1", byName.name());
        assertEquals(Optional.of(byName), engine.journal.explain(web.id.toString()));
        assertEquals(
                Optional.of(byName), engine.journal.explain(web.id.toString().toUpperCase(Locale.ROOT)));
        assertEquals(Optional.empty(), engine.journal.explain("web"));
        assertEquals(Optional.empty(), engine.journal.explain(""));
    }

    @Test
    void domainThatIsGone_isStillExplained() {
        engine.cycle();
        engine.hypervisor.remove(web);
        engine.cycles(3);

        assertEquals(1, entries().size());
    }

    @Test
    void ofTwoDomainsOfOneName_theYoungerIsExplained() {
        engine.cycle();
        engine.hypervisor.remove(web);
        FakeGuest reborn = engine.start(FakeGuest.ofMib(2, "web1", 1000, 4000));
        engine.cycles(2);

        assertEquals(reborn.id, engine.journal.explain("web1").orElseThrow().id());
    }

    @Test
    void decisionsInARowThatDifferInFiguresOnly_areOneEntry() {
        for (String note : new String[] {
            "hit ratio 0.941 ± 0.003, near its target",
            "hit ratio 0.95 ± 0.01, near its target",
            "hit ratio 1 ± 0, near its target"
        }) {
            engine.policy(host -> new Proposal(Map.of(), Map.of(web.id, note)));
            engine.cycle();
        }

        assertEquals(1, entries().size());
        ExplainReport.Entry entry = entries().get(0);
        assertEquals(1, entry.firstCycle());
        assertEquals(3, entry.lastCycle());
        assertEquals("kept", entry.kind());
        assertEquals("Keeps 1000MiB: hit ratio 1 ± 0, near its target.", entry.sentence());
    }

    @Test
    void decisionsForAnotherReason_areAnEntryOfTheirOwn() {
        engine.policy(host -> new Proposal(Map.of(), Map.of(web.id, "its hit ratio is not known yet")));
        engine.cycles(2);
        engine.policy(host -> new Proposal(Map.of(), Map.of(web.id, "it is on target")));
        engine.cycles(2);

        assertEquals(
                List.of("Keeps 1000MiB: its hit ratio is not known yet.", "Keeps 1000MiB: it is on target."),
                entries().stream().map(ExplainReport.Entry::sentence).toList());
        assertEquals(3, entries().get(1).firstCycle());
    }

    @Test
    void nameWithDigits_isNoFigure() {
        engine.policy(host -> new Proposal(Map.of(), Map.of(web.id, "db-1 needs memory")));
        engine.cycle();
        engine.policy(host -> new Proposal(Map.of(), Map.of(web.id, "db-2 needs memory")));
        engine.cycle();

        assertEquals(2, entries().size());
    }

    @Test
    void moves_areNeverCollapsed() {
        engine.wants(web, 900 * MIB);
        engine.cycle();
        engine.cycles(2);
        engine.wants(web, 800 * MIB);
        engine.cycle();

        List<ExplainReport.Entry> entries = entries();
        assertEquals(
                List.of("moved", "kept", "kept", "moved"),
                entries.stream().map(ExplainReport.Entry::kind).toList());
        assertEquals("1000MiB to 900MiB: the test wants it.", entries.get(0).sentence());
        assertEquals("Keeps 900MiB: the policy wants no change.", entries.get(2).sentence());
    }

    @Test
    void moveUnderWay_isExplained() {
        web.bytesPerSecond = 4 * MIB;
        engine.wants(web, 900 * MIB);
        engine.cycles(3);

        assertEquals("Moves from 960MiB to 900MiB.", entries().get(1).sentence());
        assertEquals(2, entries().get(1).firstCycle());
    }

    @Test
    void refusal_isExplained() {
        engine.wants(web, 1001 * MIB);
        engine.cycle();

        assertEquals("refused", entries().get(0).kind());
        assertEquals(
                "1001MiB refused: a change of 1MiB is below min-change, 4MiB.",
                entries().get(0).sentence());
    }

    @Test
    void refusalsOfARow_areOneEntry() {
        for (int cycle = 0; cycle < 5; cycle++) {
            engine.wants(web, (1001 + cycle % 3) * MIB);
            engine.cycle();
        }

        assertEquals(1, entries().size());
        assertEquals(5, entries().get(0).lastCycle());
    }

    @Test
    void failure_isExplainedWithWhatLibvirtSaid() {
        engine.hypervisor.resizeFailures.put(web.id, FakeHypervisor.refused("Domain 'web1' is locked."));
        engine.wants(web, 900 * MIB);
        engine.cycle();

        assertEquals("failed", entries().get(0).kind());
        assertEquals(
                "Not resized from 1000MiB to 900MiB: the test wants it; libvirt said no. Domain 'web1' is locked.",
                entries().get(0).sentence());
    }

    @Test
    void observeMode_isExplained() {
        engine.mode(Mode.OBSERVE);
        engine.wants(web, 900 * MIB);
        engine.cycle();

        assertEquals("would-move", entries().get(0).kind());
        assertEquals(
                "Would be resized from 1000MiB to 900MiB: the test wants it (observe mode).",
                entries().get(0).sentence());
    }

    @Test
    void domainThatIsLeftAlone_isExplained() {
        engine.cycle();
        web.state = DomainSample.State.PAUSED;
        engine.cycle();

        assertEquals("Keeps 1000MiB: it is paused.", entries().get(1).sentence());
    }

    @Test
    void failedCycle_isExplained() {
        engine.policy(host -> {
            throw new IllegalStateException("a bug");
        });
        engine.cycle();

        assertTrue(entries().get(0).sentence().startsWith("Keeps 1000MiB: The policy failed ("));
    }

    @Test
    void lastMove_isTheYoungest() {
        engine.wants(web, 900 * MIB);
        engine.cycle();
        engine.cycles(2);
        engine.wants(web, 850 * MIB);
        engine.cycle();

        MoveReport expected =
                new MoveReport(4, engine.clock.wall(), 900 * MIB, 850 * MIB, "the test wants it", "applied");
        assertEquals(Optional.of(expected), engine.journal.lastMove(web.id));
    }

    @Test
    void entries_areBounded() {
        for (int cycle = 0; cycle < Journal.ENTRIES + 10; cycle++) {
            String note = "reason " + (char) ('a' + cycle % 26) + (char) ('a' + cycle / 26);
            engine.policy(host -> new Proposal(Map.of(), Map.of(web.id, note)));
            engine.cycle();
        }

        assertEquals(Journal.ENTRIES, entries().size());
        assertEquals(11, entries().get(0).firstCycle());
    }

    @Test
    void domains_areBoundedAndTheLeastRecentlySeenMakeRoom() {
        engine.cycle();
        for (int number = 2; number <= Journal.DOMAINS; number++) {
            engine.start(FakeGuest.ofMib(number, "guest" + number, 1, 1));
        }
        engine.cycle();
        assertTrue(engine.journal.explain("web1").isPresent());

        engine.hypervisor.remove(engine.hypervisor.guest(new UUID(0, 2)).orElseThrow());
        engine.start(FakeGuest.ofMib(Journal.DOMAINS + 1, "last", 1, 1));
        engine.cycle();

        assertTrue(engine.journal.explain("web1").isPresent());
        assertTrue(engine.journal.explain("last").isPresent());
        assertTrue(engine.journal.explain("guest2").isEmpty());
    }

    @Test
    void unknownDomainOfAPolicy_isOnRecordOnly() {
        UUID unknown = new UUID(9, 9);
        engine.policy(host -> new Proposal(Map.of(unknown, new Target(MIB, "mad")), Map.of()));

        CycleRecord record = engine.cycle();

        assertEquals(unknown, record.plan().refusals().get(0).id());
        assertEquals(Optional.empty(), engine.journal.explain(unknown.toString()));
    }

    private List<ExplainReport.Entry> entries() {
        return engine.journal.explain("web1").orElseThrow().entries();
    }
}
