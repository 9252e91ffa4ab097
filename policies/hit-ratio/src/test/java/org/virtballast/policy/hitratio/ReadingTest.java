/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.HitRatio;
import org.virtballast.spi.LeverKind;

final class ReadingTest {
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final HitRatio KNOWN = new HitRatio(0.9, 0.85, 0.93, 200, WINDOW, "test");

    @Test
    void preciseWindow_isBelievedAlone() {
        Reading reading = read(Optional.of(new Accesses(30_000, 70_000, 10, WINDOW, "test")), Optional.of(KNOWN));

        assertEquals(0.3, reading.hit(), 1e-9);
        assertTrue(reading.doubt() < 0.005);
        assertEquals(200_000, reading.rate(), 1e-6);
    }

    @Test
    void windowOfFewEvents_leavesTheWordToThoseBefore() {
        Reading reading = read(Optional.of(new Accesses(3, 7, 10, WINDOW, "test")), Optional.of(KNOWN));

        assertEquals(new Reading(0.9, 0.85, 0.93, 20), reading);
        assertEquals(0.04, reading.doubt(), 1e-9);
    }

    @Test
    void windowThatIsNotJudged_hasNoRate() {
        assertEquals(new Reading(0.9, 0.85, 0.93, 0), read(Optional.empty(), Optional.of(KNOWN)));
        assertTrue(Reading.of(view(Optional.empty(), Optional.empty()), 0.005).isEmpty());
    }

    private static Reading read(Optional<Accesses> accesses, Optional<HitRatio> known) {
        return Reading.of(view(accesses, known), 0.005).orElseThrow();
    }

    private static DomainView view(Optional<Accesses> accesses, Optional<HitRatio> known) {
        return new DomainView(
                new UUID(0, 1),
                "guest",
                new Bounds(1 << 20, 1 << 30),
                1 << 28,
                1 << 28,
                FarTier.CELL,
                LeverKind.BALLOON,
                0,
                Optional.empty(),
                accesses,
                known,
                0.95,
                100,
                Eligibility.FULL);
    }
}
