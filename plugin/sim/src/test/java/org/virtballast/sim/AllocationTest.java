/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.ByteSize;

/** What the oracle decides, in cases that can be worked out by hand. */
final class AllocationTest {
    private static final long MIB = ByteSize.MIB;

    /** Each byte of 1000 MiB is worth the same. */
    private static final HitCurve EVEN = new HitCurve(1000 * MIB, 1000 * MIB, 1);

    /** 80 % of the accesses go to 400 of 1000 MiB. */
    private static final HitCurve HOT = new HitCurve(1000 * MIB, 400 * MIB, 0.8);

    /** 20 % of the accesses go to the first 800 of 1000 MiB: the last 200 are worth more a byte. */
    private static final HitCurve COLD = new HitCurve(1000 * MIB, 800 * MIB, 0.2);

    @Test
    void whatSuffices_meetsTargetsWithTheSmallestSizes() {
        long[] sizes = Allocation.of(List.of(demand(EVEN, 100, 0.9), demand(HOT, 100, 0.9)), 1600 * MIB);

        // 900 and 400 + 600 / 2, exactly.
        assertArrayEquals(new long[] {900 * MIB, 700 * MIB}, sizes);
    }

    @Test
    void whatIsLeft_goesWhereItGainsMost() {
        long[] sizes = Allocation.of(List.of(demand(HOT, 100, 0.4), demand(EVEN, 100, 0.5)), 1000 * MIB);

        // 200 and 500 meet the targets. HOT gains 0.2 % a MiB up to 400, then a thirtieth; EVEN a tenth, so the rest is
        // its.
        assertArrayEquals(new long[] {400 * MIB, 600 * MIB}, sizes);
    }

    @Test
    void whatIsLeft_goesByWeightAndRate() {
        Demand light = new Demand(EVEN, 3000, 0.1, 100, new Bounds(MIB, 2000 * MIB), MIB);
        Demand heavy = new Demand(EVEN, 1000, 0.1, 400, new Bounds(MIB, 2000 * MIB), MIB);

        assertArrayEquals(new long[] {100 * MIB, 400 * MIB}, Allocation.of(List.of(light, heavy), 500 * MIB));
    }

    @Test
    void whatDoesNotSuffice_lowersTargetsByWeight() {
        long[] sizes = Allocation.of(List.of(demand(EVEN, 100, 0.9), demand(EVEN, 300, 0.9)), 1200 * MIB);

        // 900 x + 900 (1 - (1 - x) / 3) = 1200: x = 1/2, so 450 and 750.
        assertEquals(450, sizes[0] / (double) MIB, 0.1);
        assertEquals(750, sizes[1] / (double) MIB, 0.1);
    }

    @Test
    void weightiestDomains_giveTooWhereNobodyElseHasAnything() {
        long[] sizes = Allocation.of(List.of(demand(EVEN, 10_000, 0.9), demand(EVEN, 10_000, 0.9)), 400 * MIB);

        // x = 1 - (1 - 200/900) x 100 lies far below 0.
        assertEquals(200, sizes[0] / (double) MIB, 0.1);
        assertEquals(200, sizes[1] / (double) MIB, 0.1);
    }

    @Test
    void curveThatIsNotConcave_isTakenWhole() {
        Demand cold = new Demand(COLD, 1000, 0.1, 100, new Bounds(MIB, 2000 * MIB), MIB);
        Demand even = new Demand(EVEN, 900, 0.4, 100, new Bounds(MIB, 2000 * MIB), MIB);

        // 400 and 400 meet the targets. Its next byte gains COLD less than EVEN, but 600 more gain it 0.9 of its
        // accesses.
        assertArrayEquals(new long[] {1000 * MIB, 400 * MIB}, Allocation.of(List.of(cold, even), 1400 * MIB));
        assertArrayEquals(new long[] {400 * MIB, 500 * MIB}, Allocation.of(List.of(cold, even), 900 * MIB));
    }

    @Test
    void whatNobodyGainsFrom_staysWhereItIs() {
        Demand rich = new Demand(EVEN, 1000, 0.9, 100, new Bounds(MIB, 4000 * MIB), 3000 * MIB);
        Demand poor = new Demand(EVEN, 1000, 0.9, 100, new Bounds(MIB, 4000 * MIB), 500 * MIB);

        assertArrayEquals(new long[] {2000 * MIB, 1000 * MIB}, Allocation.of(List.of(rich, poor), 3000 * MIB));
    }

    @Test
    void idleDomain_needsNothing() {
        Demand idle = new Demand(EVEN, 0, 0.9, 100, new Bounds(100 * MIB, 2000 * MIB), 2000 * MIB);

        assertArrayEquals(
                new long[] {100 * MIB, 900 * MIB}, Allocation.of(List.of(idle, demand(EVEN, 100, 0.9)), 1000 * MIB));
    }

    @Test
    void bounds_holdWhateverTheBudget() {
        Demand small = new Demand(EVEN, 1000, 0.9, 100, new Bounds(100 * MIB, 600 * MIB), 600 * MIB);

        assertArrayEquals(new long[] {600 * MIB}, Allocation.of(List.of(small), 2000 * MIB));
        assertArrayEquals(new long[] {100 * MIB}, Allocation.of(List.of(small), 50 * MIB));
        assertArrayEquals(new long[0], Allocation.of(List.of(), 50 * MIB));
    }

    private static Demand demand(HitCurve curve, int weight, double target) {
        return new Demand(curve, 1000, target, weight, new Bounds(MIB, 2000 * MIB), MIB);
    }
}
