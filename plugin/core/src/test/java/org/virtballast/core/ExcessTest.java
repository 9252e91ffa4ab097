/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;

/** An excess over the budget that stands is never silent. */
final class ExcessTest {
    private static final long MIB = ByteSize.MIB;

    private final Engine engine = new Engine(2000 * MIB);
    private final StatusReporter reporter = new StatusReporter(
            engine.journal, new Defaults(Mode.AUTO, 0.95), Engine.LIMITS, "1.2.3", () -> "hit-ratio");

    private List<String> problems() {
        return reporter.status(true, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of())
                .problems();
    }

    @Test
    void budgetThatSuffices_isNoProblem() {
        engine.start(FakeGuest.ofMib(1, "web1", 2000, 4000));
        engine.cycle();

        assertEquals(List.of(), problems());
    }

    @Test
    void everyDomain_isNamedWithWhatKeepsIt() {
        engine.start(FakeGuest.ofMib(1, "least", 600, 4000).bounds(600 * MIB, 4000 * MIB));
        FakeGuest busy = engine.start(FakeGuest.ofMib(2, "busy", 700, 4000));
        busy.used = 650 * MIB;
        engine.start(FakeGuest.ofMib(3, "watched", 800, 4000).mode(Mode.OBSERVE));
        FakeGuest free = engine.start(FakeGuest.ofMib(4, "free", 900, 4000));
        FakeGuest pinned = engine.start(FakeGuest.ofMib(5, "pinned", 1000, 4000));
        pinned.unresizable = Optional.of("a device pins its memory");
        engine.registry.register(pinned.description());
        engine.cycle();

        assertEquals(
                List.of("The domains hold 1.95GiB more than the budget, and none of them gives: "
                        + "pinned: a device pins its memory; free: nothing is asked of it; watched: its mode is observe; "
                        + "busy: it needs 720MiB to keep its headroom; least: its minimum is 600MiB."),
                problems());

        engine.wants(free, 800 * MIB);
        engine.cycle();
        assertEquals(List.of(), problems(), "it gives");
    }

    @Test
    void takeThatIsUnderWay_isWaitedFor() {
        FakeGuest slow = engine.start(FakeGuest.ofMib(1, "slow", 3000, 4000));
        slow.bytesPerSecond = 10 * MIB;
        engine.wants(slow, 2500 * MIB);
        engine.cycles(2);

        assertEquals(List.of(), problems());
    }

    @Test
    void refusedTake_isNamedWithTheGuardsWord() {
        FakeGuest web = engine.start(FakeGuest.ofMib(1, "web1", 3000, 4000));
        engine.cycle();
        engine.wants(web, 2999 * MIB);
        engine.cycle();

        assertEquals(
                List.of("The domains hold 1000MiB more than the budget, and none of them gives: "
                        + "web1: a change of 1MiB is below min-change, 4MiB."),
                problems());
    }

    @Test
    void takeThatLibvirtRefused_isNamed() {
        FakeGuest web = engine.start(FakeGuest.ofMib(1, "web1", 3000, 4000));
        engine.hypervisor.resizeFailures.put(web.id, FakeHypervisor.refused("It is busy."));
        engine.wants(web, 2500 * MIB);
        engine.cycle();

        assertEquals(
                List.of("The domains hold 1000MiB more than the budget, and none of them gives: "
                        + "web1: libvirt said no."),
                problems());
    }

    @Test
    void onlyTheFirst_areNamed() {
        for (int number = 1; number <= Excess.NAMED + 3; number++) {
            engine.start(FakeGuest.ofMib(number, "guest" + number, 1000, 4000));
        }
        engine.cycle();

        assertTrue(problems().get(0).endsWith("guest6: nothing is asked of it; and 3 more."), problems()::toString);
    }
}
