/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RespiteTest {
    private final Respite respite = new Respite(Duration.ofMinutes(1), Duration.ofMinutes(5));

    @Test
    void respite_lastsItsWhile() {
        assertFalse(respite.lasts(at(0)));
        respite.begin(at(0));
        assertTrue(respite.lasts(at(59)));
        assertFalse(respite.lasts(at(60)));
    }

    @Test
    void respite_doublesUpToTheLongest() {
        long now = 0;
        for (long expected : new long[] {60, 120, 240, 300, 300}) {
            respite.begin(at(now));
            assertTrue(respite.lasts(at(now + expected - 1)));
            assertFalse(respite.lasts(at(now + expected)), "after " + expected);
            now += expected + 1;
        }
    }

    @Test
    void respiteThatLasts_isNotBegunAgain() {
        respite.begin(at(0));
        respite.begin(at(30));

        assertFalse(respite.lasts(at(60)));
    }

    @Test
    void longCalm_isForgiven() {
        respite.begin(at(0));
        respite.begin(at(60 + 240));

        assertTrue(respite.lasts(at(300 + 59)));
        assertFalse(respite.lasts(at(300 + 60)), "the first while again");
        respite.begin(at(360 + 239));
        assertEquals(true, respite.lasts(at(599 + 119)), "soon after: twice as long");
    }

    private static Instant at(long seconds) {
        return Instant.EPOCH.plusSeconds(seconds);
    }
}
