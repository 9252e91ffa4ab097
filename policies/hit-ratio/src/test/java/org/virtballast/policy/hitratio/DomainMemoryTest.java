/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.virtballast.policy.hitratio.Damper.Direction;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.PolicySettings;

final class DomainMemoryTest {
    private static final long MIB = ByteSize.MIB;

    private final DomainMemory memory = new DomainMemory(Tuning.of(PolicySettings.DEFAULTS));
    private Instant now = Instant.EPOCH;

    @Test
    void firstView_isNoMove() {
        see(TestView.of(1, 1000));

        assertEquals(1, memory.damper().share(Direction.UP));
        assertEquals(1, memory.damper().share(Direction.DOWN));
    }

    @Test
    void targetThatWasRaised_isAMoveUp() {
        see(TestView.of(1, 1000));
        see(TestView.of(1, 1000).movingTo(1200));

        assertEquals(1.0 / 8, memory.damper().share(Direction.DOWN));
        assertEquals(1, memory.damper().share(Direction.UP));
    }

    @Test
    void arrival_isNoMoveOfItsOwn() {
        see(TestView.of(1, 1000));
        see(TestView.of(1, 1000).movingTo(800));
        see(TestView.of(1, 900).movingTo(800).uncounted());
        see(TestView.of(1, 800));

        assertEquals(1, memory.damper().share(Direction.DOWN));
        assertEquals(1.0 / 8, memory.damper().share(Direction.UP));
    }

    @Test
    void judgedWindows_makeTheCalm() {
        see(TestView.of(1, 1000).hits(0.9));
        see(TestView.of(1, 1200).hits(0.9));
        for (int window = 0; window < 20; window++) {
            see(TestView.of(1, 1200).uncounted());
        }
        assertEquals(1.0 / 8, memory.damper().share(Direction.DOWN), "windows that are not judged are no calm");

        for (int window = 0; window < 8; window++) {
            see(TestView.of(1, 1200).hits(0.9));
        }
        assertEquals(1, memory.damper().share(Direction.DOWN));
    }

    @Test
    void hitRatio_isWhatItIsBeforeAnythingWasGiven() {
        see(TestView.of(1, 1000).hits(0.6));

        assertTrue(memory.settled());
        assertEquals(Optional.of(0.6), memory.outlook());
    }

    @Test
    void afterAGrant_oneWindowIsTooSoonToTell() {
        see(TestView.of(1, 1000).hits(0.6));
        resize(1200);
        see(TestView.of(1, 1200).hits(0.65));

        assertEquals(Optional.empty(), memory.outlook());
        assertFalse(memory.settled());
    }

    @Test
    void risingHitRatio_isTrustedToRiseOn() {
        see(TestView.of(1, 1000).hits(0.6));
        resize(1200);
        see(TestView.of(1, 1200).hits(0.65));
        see(TestView.of(1, 1200).hits(0.75));

        assertEquals(0.9, memory.outlook().orElseThrow(), 1e-9);
        assertFalse(memory.settled());

        see(TestView.of(1, 1200).hits(0.7505));
        assertTrue(memory.settled());
    }

    @Test
    void fall_isSettledAtOnce() {
        see(TestView.of(1, 1000).hits(0.9));
        see(TestView.of(1, 1000).hits(0.5));

        assertTrue(memory.settled());
        assertEquals(Optional.of(0.5), memory.outlook());
    }

    @Test
    void whatFollowsAFall_isNoRise() {
        see(TestView.of(1, 1000).hits(0.99));
        see(TestView.of(1, 1000).hits(0.6));
        // The window before was half of what the guest did and half of what it does now.
        see(TestView.of(1, 1000).hits(0.7));
        assertEquals(Optional.of(0.7), memory.outlook());

        see(TestView.of(1, 1000).hits(0.8));
        assertEquals(0.95, memory.outlook().orElseThrow(), 1e-9);
    }

    @Test
    void takeThatWasAskedForAndNotMade_isDenied() {
        see(TestView.of(1, 1000).hits(0.99));
        assertFalse(memory.denied());
        memory.asked(800 * MIB);
        see(TestView.of(1, 1000).hits(0.99));
        assertTrue(memory.denied());

        memory.asked(1000 * MIB);
        see(TestView.of(1, 1000).hits(0.99));
        assertTrue(memory.denied(), "nothing was asked for: nothing new is known");

        memory.asked(800 * MIB);
        see(TestView.of(1, 1000).movingTo(950).hits(0.99));
        assertFalse(memory.denied(), "a part is taken");
    }

    @Test
    void settledWindows_makeTheCurve() {
        see(TestView.of(1, 1000).hits(0.8));
        resize(800);
        see(TestView.of(1, 800).hits(0.7));

        assertEquals(900 * MIB, memory.curve().sizeFor(0.75), MIB);
    }

    @Test
    void shortageSoonAfterATake_sparesTheDomain() {
        see(TestView.of(1, 1000).hits(0.99));
        resize(800);
        see(TestView.of(1, 800).hits(0.96));
        assertFalse(memory.spared(now));

        see(TestView.of(1, 800).hits(0.9));
        assertTrue(memory.spared(now));
        assertFalse(memory.spared(now.plusSeconds(60)));
    }

    @Test
    void shortageOfAllTargets_isNoFaultOfTheTake() {
        see(TestView.of(1, 1000).hits(0.99));
        resize(800);
        memory.see(TestView.of(1, 800).hits(0.9).view(), 0.85, now);

        assertFalse(memory.spared(now));
    }

    @Test
    void shortageAfterABoot_isNotBlamedOnATake() {
        see(TestView.of(1, 1000).hits(0.99));
        memory.asked(1000 * MIB);
        see(TestView.of(1, 900).movingTo(800).uncounted());
        memory.asked(800 * MIB);
        see(TestView.of(1, 800).hits(0.5));

        assertFalse(memory.spared(now));
        assertEquals(1, memory.damper().share(Direction.UP), "and what it is given after it is no swing");
    }

    @Test
    void memoryThatItGotBackWithoutUs_sparesTheDomain() {
        see(TestView.of(1, 1000));
        resize(800);
        memory.asked(800 * MIB);
        see(TestView.of(1, 800).movingTo(1000));

        assertTrue(memory.spared(now), "it got back what it needed");
    }

    @Test
    void memoryThatComesWhileItBoots_sparesNobody() {
        see(TestView.of(1, 800));
        memory.asked(800 * MIB);
        see(TestView.of(1, 800).movingTo(1000));

        assertFalse(memory.spared(now), "nothing was ever taken from it");
    }

    @Test
    void ourOwnGrant_sparesNobody() {
        see(TestView.of(1, 800));
        memory.asked(1000 * MIB);
        see(TestView.of(1, 800).movingTo(990));

        assertFalse(memory.spared(now));
    }

    @Test
    void windowsWithoutAnAccess_areSilenceAtLast() {
        for (int window = 0; window < 5; window++) {
            see(TestView.of(1, 1000).accesses(0));
        }
        assertFalse(memory.silent());
        see(TestView.of(1, 1000).accesses(0));
        assertTrue(memory.silent());
        see(TestView.of(1, 1000).accesses(1e6).hits(0.9));
        assertFalse(memory.silent());
    }

    private void resize(long mib) {
        memory.asked(mib * MIB);
        see(TestView.of(1, mib).uncounted());
    }

    private void see(TestView view) {
        now = now.plusSeconds(5);
        memory.see(view.view(), 0.95, now);
    }
}
