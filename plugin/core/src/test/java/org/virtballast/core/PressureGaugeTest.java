/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.port.HostMemory;
import org.virtballast.core.port.HostMemory.Stall;
import org.virtballast.spi.HostPressure;

final class PressureGaugeTest {
    private final PressureGauge gauge = new PressureGauge();

    @ParameterizedTest
    @CsvSource({"1000, HIGH", "40, HIGH", "39, SOFT", "20, SOFT", "19, HARD", "10, HARD", "9, LOW", "0, LOW"})
    void level_isEnteredAtOnce(long available, HostPressure level) {
        assertEquals(level, available(available));
    }

    @ParameterizedTest
    @CsvSource({
        "39, 59, SOFT",
        "39, 60, HIGH",
        "19, 29, HARD",
        "19, 30, SOFT",
        "19, 59, SOFT",
        "19, 60, HIGH",
        "9, 14, LOW",
        "9, 15, HARD",
        "9, 30, SOFT",
        "9, 60, HIGH"
    })
    void level_isLeftWithHalfAsMuchAgain(long entered, long available, HostPressure level) {
        available(entered);

        assertEquals(level, available(available));
    }

    @Test
    void hostAtTheEdge_doesNotFlap() {
        available(19);
        for (int cycle = 0; cycle < 10; cycle++) {
            assertEquals(HostPressure.HARD, available(21));
            assertEquals(HostPressure.HARD, available(19));
        }
    }

    @ParameterizedTest
    @CsvSource({"9.9, 4.9, HIGH", "10, 0, SOFT", "0, 5, HARD", "100, 100, HARD"})
    void tasksThatWait_countWhateverIsAvailable(double some, double full, HostPressure level) {
        assertEquals(level, stalled(some, full));
    }

    @Test
    void stall_isLeftWhenLessThanTwoThirdsOfItRemain() {
        stalled(12, 6);
        assertEquals(HostPressure.HARD, stalled(0, 3.4));
        assertEquals(HostPressure.HIGH, stalled(0, 3.3));

        stalled(12, 0);
        assertEquals(HostPressure.SOFT, stalled(6.7, 0));
        assertEquals(HostPressure.HIGH, stalled(6.6, 0));
    }

    @Test
    void worseOfTheTwo_counts() {
        assertEquals(HostPressure.LOW, gauge.read(host(5, Optional.of(new Stall(10, 0)))));
        assertEquals(HostPressure.HARD, new PressureGauge().read(host(30, Optional.of(new Stall(0, 5)))));
    }

    @Test
    void hostThatCannotBeRead_isAsItWas() {
        available(19);

        assertEquals(HostPressure.HARD, gauge.read(Optional.empty()));
        assertEquals(HostPressure.HIGH, new PressureGauge().read(Optional.empty()));
    }

    private HostPressure available(long available) {
        return gauge.read(host(available, Optional.empty()));
    }

    private HostPressure stalled(double some, double full) {
        return gauge.read(host(500, Optional.of(new Stall(some, full))));
    }

    private static Optional<HostMemory> host(long available, Optional<Stall> stall) {
        return Optional.of(new HostMemory(1000, available, stall));
    }
}
