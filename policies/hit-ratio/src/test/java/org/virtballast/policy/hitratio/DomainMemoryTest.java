/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.virtballast.policy.hitratio.Damper.Direction;
import org.virtballast.spi.PolicySettings;

final class DomainMemoryTest {
    private final DomainMemory memory = new DomainMemory(Tuning.of(PolicySettings.DEFAULTS));

    @Test
    void firstView_isNoMove() {
        memory.see(TestView.of(1, 1000).view());

        assertEquals(1, memory.damper().share(Direction.UP));
        assertEquals(1, memory.damper().share(Direction.DOWN));
    }

    @Test
    void targetThatWasRaised_isAMoveUp() {
        memory.see(TestView.of(1, 1000).view());
        memory.see(TestView.of(1, 1000).movingTo(1200).view());

        assertEquals(1.0 / 8, memory.damper().share(Direction.DOWN));
        assertEquals(1, memory.damper().share(Direction.UP));
    }

    @Test
    void arrival_isNoMoveOfItsOwn() {
        memory.see(TestView.of(1, 1000).view());
        memory.see(TestView.of(1, 1000).movingTo(800).view());
        memory.see(TestView.of(1, 900).movingTo(800).uncounted().view());
        memory.see(TestView.of(1, 800).view());

        assertEquals(1, memory.damper().share(Direction.DOWN));
        assertEquals(1.0 / 8, memory.damper().share(Direction.UP));
    }

    @Test
    void judgedWindows_makeTheCalm() {
        memory.see(TestView.of(1, 1000).view());
        memory.see(TestView.of(1, 1200).view());
        for (int window = 0; window < 20; window++) {
            memory.see(TestView.of(1, 1200).uncounted().view());
        }
        assertEquals(1.0 / 8, memory.damper().share(Direction.DOWN), "windows that are not judged are no calm");

        for (int window = 0; window < 8; window++) {
            memory.see(TestView.of(1, 1200).view());
        }
        assertEquals(1, memory.damper().share(Direction.DOWN));
    }

    @Test
    void risingHitRatio_isTrustedForThreeWindows() {
        memory.see(TestView.of(1, 1000).hits(0.6).view());
        assertFalse(memory.risesTo(0.95), "one window shows no trend");

        memory.see(TestView.of(1, 1000).hits(0.7).view());
        assertTrue(memory.risesTo(0.95));
        assertTrue(memory.risesTo(0.999));
        assertFalse(memory.risesTo(1.01));
    }

    @Test
    void hitRatioThatRisesTooSlowly_isNotWaitedFor() {
        memory.see(TestView.of(1, 1000).hits(0.6).view());
        memory.see(TestView.of(1, 1000).hits(0.65).view());

        assertFalse(memory.risesTo(0.95));
    }

    @Test
    void hitRatioThatFalls_isNotWaitedFor() {
        memory.see(TestView.of(1, 1000).hits(0.9).view());
        memory.see(TestView.of(1, 1000).hits(0.8).view());

        assertFalse(memory.risesTo(0.5), "above and falling is no rise");
    }

    @Test
    void trend_startsAnewAfterAGap() {
        memory.see(TestView.of(1, 1000).hits(0.2).view());
        memory.see(TestView.of(1, 1000).view());
        memory.see(TestView.of(1, 1000).hits(0.9).view());

        assertFalse(memory.risesTo(0.95));
    }
}
