/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.PolicySettings;

final class AttainableTest {
    private static final long MIB = ByteSize.MIB;

    private final Tuning tuning = Tuning.of(PolicySettings.DEFAULTS);

    @Test
    void enoughForAll_isAll() {
        Attainable attainable = attainable(
                2000, TestView.of(1, 1000).hits(0.95), TestView.of(2, 1000).hits(0.95));

        assertTrue(attainable.all());
        assertEquals(0.95, attainable.target(TestView.of(1, 1000).view()));
    }

    @Test
    void tooLittle_lowersAllTargetsAlike() {
        // On lines through nothing 1900 MiB each are needed.
        Attainable attainable = attainable(
                2000, TestView.of(1, 1000).hits(0.5), TestView.of(2, 1000).hits(0.5));

        assertFalse(attainable.all());
        assertEquals(0.5, attainable.target(TestView.of(1, 1000).view()), 0.001);
        assertEquals(3800, attainable.needed() / MIB);
    }

    @Test
    void heavyDomain_keepsMoreOfItsTarget() {
        TestView heavy = TestView.of(1, 1000).hits(0.5).weight(200);
        TestView light = TestView.of(2, 1000).hits(0.5).weight(100);
        Attainable attainable = attainable(2000, heavy, light);

        double lackOfTheHeavy = 1 - attainable.target(heavy.view()) / 0.95;
        double lackOfTheLight = 1 - attainable.target(light.view()) / 0.95;
        assertEquals(2, lackOfTheLight / lackOfTheHeavy, 1e-9);
        double sizes = (attainable.target(heavy.view()) + attainable.target(light.view())) / 0.5 * 1000;
        assertEquals(2000, sizes, 2, "all that there is");
    }

    @Test
    void nothingAtAll_leavesNobodyATarget() {
        Attainable attainable = attainable(0, TestView.of(1, 1000).hits(0.5));

        assertEquals(0, attainable.target(TestView.of(1, 1000).view()), 0.001);
    }

    @Test
    void domainThatKeepsItsSize_leavesTheRestToTheOthers() {
        TestView fixed = TestView.of(1, 1000).hits(0.99).movingTo(1500);
        Attainable attainable = attainable(2500, fixed, TestView.of(2, 1000).hits(0.5));

        assertEquals(0.5, attainable.target(TestView.of(2, 1000).view()), 0.001);
    }

    @Test
    void satedDomain_isTakenToSpareMoreThanWasTried() {
        assertTrue(attainable(
                        3000, TestView.of(1, 2000).hits(1), TestView.of(2, 1000).hits(0.5))
                .all());
    }

    @Test
    void changeOfMind_isSlow() {
        Attainable before = new Attainable(1, 0);
        Attainable after = new Attainable(0.5, 100).after(before);

        assertEquals(0.75, after.x());
        assertEquals(100, after.needed());
        assertTrue(new Attainable(1, 0).after(new Attainable(0.992, 0)).all());
    }

    private Attainable attainable(long mib, TestView... views) {
        List<Demand> demands = new ArrayList<>();
        for (TestView builder : views) {
            DomainView view = builder.view();
            DomainMemory memory = new DomainMemory(tuning);
            memory.see(view, 0.95, Instant.EPOCH);
            demands.add(Demand.of(view, memory, tuning, Instant.EPOCH, true));
        }
        return Attainable.of(demands, mib * MIB, 0.6);
    }
}
