/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.virtballast.spi.ByteSize;

final class ReclaimCheckTest {
    private static final long MIB = ByteSize.MIB;

    private final ReclaimCheck check = new ReclaimCheck();

    @Test
    void takeThatTheHostGains_isFine() {
        still(1000, 1060);

        assertEquals(OptionalLong.of(750 * MIB), arrived(750, 810));
        assertFalse(check.pinned());
    }

    @Test
    void takeThatTheHostDoesNotGain_isFoundOutAtOnce() {
        still(1000, 1060);

        assertEquals(OptionalLong.of(1000 * MIB), arrived(750, 1060), "what is held on to");
        assertTrue(check.pinned());
    }

    @Test
    void takeOfWhichATenthCameBack_cameBack() {
        still(1000, 1060);

        assertEquals(OptionalLong.of(750 * MIB), arrived(750, 1035));
        assertFalse(check.pinned());
    }

    @Test
    void takeOfWhichLessThanATenthCameBack_didNot() {
        still(1000, 1060);

        assertEquals(OptionalLong.of(1000 * MIB), arrived(750, 1036));
    }

    @Test
    void finding_isTakenOnce() {
        still(1000, 1060);
        arrived(750, 1060);

        assertEquals(OptionalLong.empty(), arrived(500, 1060));
        assertTrue(check.pinned(), "and stays");
    }

    @Test
    void smallTakes_areJudgedTogether() {
        still(1000, 1060);

        assertEquals(OptionalLong.of(1000 * MIB), arrived(900, 1060), "until then what has not come back is held");
        still(900, 1060);
        assertFalse(check.pinned());
        assertEquals(OptionalLong.of(1000 * MIB), arrived(809, 1060));
        still(809, 1060);
        assertFalse(check.pinned());

        assertEquals(OptionalLong.of(1000 * MIB), arrived(808, 1060), "192 MiB are enough");
        assertTrue(check.pinned());
    }

    @Test
    void smallTake_isHeldAsFarAsItHasNotComeBack() {
        still(1000, 1060);

        assertEquals(OptionalLong.of(960 * MIB), arrived(900, 1020));
        assertEquals(OptionalLong.of(1000 * MIB), arrived(900, 1100), "what QEMU takes meanwhile is not the guest's");
        assertEquals(OptionalLong.of(900 * MIB), arrived(900, 900), "what comes back beside it neither");
    }

    @Test
    void takesThatCameBack_areNotJudgedAgainWithLaterOnes() {
        still(1000, 1060);
        assertEquals(OptionalLong.of(750 * MIB), arrived(750, 810));
        still(750, 810);

        assertEquals(OptionalLong.of(750 * MIB), arrived(550, 810), "the host gained nothing this time");
        assertTrue(check.pinned());
    }

    @Test
    void guestThatHasAllBack_beginsAnew() {
        still(1000, 1060);
        arrived(900, 960);
        still(1000, 960);

        assertEquals(OptionalLong.empty(), arrived(700, 960), "not all of its memory is resident now");
    }

    @Test
    void guestThatWasNotWhollyResident_isNotJudged() {
        still(1000, 999);

        assertEquals(OptionalLong.empty(), arrived(500, 999));
    }

    @Test
    void nothing_isJudgedWhereNobodyTellsWhatIsResident() {
        check.still(1000 * MIB, OptionalLong.empty());
        assertEquals(OptionalLong.empty(), arrived(500, 1060));

        still(1000, 1060);
        assertEquals(OptionalLong.empty(), check.arrived(500 * MIB, OptionalLong.empty()));
    }

    @Test
    void guestThatGrew_isNotJudged() {
        still(1000, 1060);

        assertEquals(OptionalLong.empty(), arrived(1500, 1560));
    }

    private void still(long size, long resident) {
        check.still(size * MIB, OptionalLong.of(resident * MIB));
    }

    private OptionalLong arrived(long size, long resident) {
        return check.arrived(size * MIB, OptionalLong.of(resident * MIB));
    }

    @Test
    void guestThatIsResidentToTheByte_isJudged() {
        still(1000, 1000);

        assertEquals(OptionalLong.of(1000 * MIB), arrived(500, 1000));
    }
}
