/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.virtballast.core.GuestCounters.Growth;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.GuestMemory;

final class DistressTest {
    private static final long MIB = ByteSize.MIB;
    private static final long HEADROOM = 100 * MIB;
    private static final Duration NOW = Duration.ofHours(1);

    private final Distress distress = new Distress();

    @Test
    void guestThatSwapsIn_isInDistress() {
        notice(500, new Growth(MIB, 0), 200);

        assertEquals(Optional.of("it swaps in 1MiB a second"), distress.reason());
    }

    @Test
    void guestWithABurstOfMajorFaults_isInDistress() {
        notice(500, new Growth(0, 500), 200);

        assertEquals(Optional.of("it has 500 major faults a second"), distress.reason());
    }

    @Test
    void guestBelowHalfItsHeadroom_isInDistress() {
        notice(49, Growth.NONE, 200);

        assertEquals(Optional.of("only 49MiB are usable, less than half of its headroom of 100MiB"), distress.reason());
    }

    @Test
    void guestThatDoesWell_isNotInDistress() {
        notice(50, new Growth(MIB - 1, 499), 200);

        assertEquals(Optional.empty(), distress.reason());
    }

    @Test
    void guestThatIsOwedNothing_isNotInDistressBecauseOfUs() {
        notice(0, new Growth(1e9, 1e6), 0);

        assertEquals(Optional.empty(), distress.reason());
    }

    @Test
    void guestThatSaysNothing_isNotInDistress() {
        distress.notice(Optional.empty(), new Growth(1e9, 1e6), HEADROOM, 200, NOW);

        assertEquals(Optional.empty(), distress.reason());
    }

    @Test
    void distress_lastsUntilAllIsGivenBack() {
        notice(10, Growth.NONE, 200);
        notice(500, Growth.NONE, 100);
        distress.notice(Optional.empty(), Growth.NONE, HEADROOM, 1, NOW);
        assertEquals(
                Optional.of("only 10MiB are usable, less than half of its headroom of 100MiB"),
                distress.reason(),
                "for the reason that it began with");

        notice(500, Growth.NONE, 0);

        assertEquals(Optional.empty(), distress.reason());
    }

    @Test
    void guest_isSparedFromWhenItHasItsMemoryBackAndTwiceAsLongTheNextTime() {
        notice(10, Growth.NONE, 200);
        assertEquals(Optional.empty(), distress.spared(NOW));
        notice(500, Growth.NONE, 0);
        assertEquals(Optional.of(Duration.ofMinutes(1)), distress.spared(NOW));
        assertEquals(Optional.empty(), distress.spared(NOW.plusSeconds(60)));

        notice(10, Growth.NONE, 200);
        notice(500, Growth.NONE, 0);

        assertEquals(Optional.of(Duration.ofMinutes(2)), distress.spared(NOW));
    }

    @Test
    void guest_isSparedForAnHourAtMost() {
        for (int time = 0; time < 10; time++) {
            notice(10, Growth.NONE, 200);
            notice(500, Growth.NONE, 0);
        }

        assertEquals(Optional.of(Duration.ofHours(1)), distress.spared(NOW));
    }

    @Test
    void guestThatWasNeverInDistress_isNotSpared() {
        notice(500, Growth.NONE, 0);

        assertEquals(Optional.empty(), distress.spared(NOW));
    }

    private void notice(long usableMib, Growth growth, long owed) {
        distress.notice(Optional.of(new GuestMemory(1000 * MIB, usableMib * MIB, 0, 0)), growth, HEADROOM, owed, NOW);
    }
}
