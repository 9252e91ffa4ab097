/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.DomainSample.State;
import org.virtballast.spi.ByteSize;

final class SampleDecoderTest {
    private static final List<String> KEYS = List.of(
            "state.state",
            "balloon.current",
            "balloon.maximum",
            "balloon.available",
            "balloon.usable",
            "balloon.swap_in",
            "balloon.major_fault",
            "balloon.last-update");

    @Test
    void kib_becomeBytes() {
        Parameters parameters = new Parameters(9)
                .integer("state.state", TypedParameters.INT, 1)
                .integer("state.reason", TypedParameters.INT, 1)
                .number("balloon.current", 450_560)
                .number("balloon.maximum", 786_432)
                .number("balloon.rss", 500_000)
                .number("balloon.available", 400_000)
                .number("balloon.usable", 100)
                .number("balloon.swap_in", 12)
                .number("balloon.major_fault", 34)
                .number("balloon.last-update", 1_700_000_000);

        assertEquals(
                Optional.of(new DomainSample(
                        Xml.ID,
                        State.RUNNING,
                        440 * ByteSize.MIB,
                        768 * ByteSize.MIB,
                        OptionalLong.of(500_000 * 1024L),
                        new BalloonStatistics(
                                400_000 * 1024L, 102_400, 12 * 1024, 34, Instant.ofEpochSecond(1_700_000_000)))),
                decode(parameters));
    }

    /** 51 MiB are free of 4 GiB, and 3 GiB more hold files that can be read again. */
    @Test
    void pageCache_countsAsUsable() {
        Parameters parameters = new Parameters(7)
                .integer("state.state", TypedParameters.INT, 1)
                .number("balloon.current", 4_194_304)
                .number("balloon.maximum", 4_194_304)
                .number("balloon.available", 4_000_000)
                .number("balloon.unused", 52_224)
                .number("balloon.usable", 3_197_952)
                .number("balloon.last-update", 1_700_000_000);

        assertEquals(
                3_197_952 * 1024L, decode(parameters).orElseThrow().statistics().usable());
    }

    @ParameterizedTest
    @CsvSource({"0,OTHER", "1,RUNNING", "2,RUNNING", "3,PAUSED", "4,OTHER", "6,OTHER", "7,OTHER", "99,OTHER"})
    void state_isMapped(int libvirts, State state) {
        assertEquals(
                state,
                decode(new Parameters(1).integer("state.state", TypedParameters.INT, libvirts))
                        .orElseThrow()
                        .state());
    }

    @Test
    void domainThatIsOff_isMissing() {
        assertEquals(Optional.empty(), decode(new Parameters(1).integer("state.state", TypedParameters.INT, 5)));
    }

    @Test
    void silentGuest_hasNoStatistics() {
        Parameters parameters = new Parameters(4)
                .number("balloon.last-update", 0)
                .integer("state.state", TypedParameters.INT, 1)
                .number("balloon.current", 1)
                .number("balloon.maximum", 2);

        assertEquals(
                new BalloonStatistics(-1, -1, -1, -1, Instant.EPOCH),
                decode(parameters).orElseThrow().statistics());
    }

    @Test
    void busyDomain_keepsTheStatisticsThatWereHeardBefore() {
        BalloonStatistics before = new BalloonStatistics(4, 3, 2, 1, Instant.ofEpochSecond(1_700_000_000));
        Parameters busy = new Parameters(2).number("balloon.current", 1).number("balloon.maximum", 2);

        DomainSample sample =
                SampleDecoder.decode(Xml.ID, busy.decode(), before).orElseThrow();

        assertEquals(before, sample.statistics());
        assertEquals(1024, sample.current());
    }

    @Test
    void guestThatNeverReported_forgetsWhatWasHeardBefore() {
        BalloonStatistics before = new BalloonStatistics(4, 3, 2, 1, Instant.ofEpochSecond(1_700_000_000));
        Parameters restarted = new Parameters(1).number("balloon.last-update", 0);

        assertEquals(
                SampleDecoder.UNHEARD,
                SampleDecoder.decode(Xml.ID, restarted.decode(), before)
                        .orElseThrow()
                        .statistics());
    }

    @Test
    void unknownCurrent_isTakenForTheMaximum() {
        assertEquals(
                2048,
                decode(new Parameters(1).number("balloon.maximum", 2))
                        .orElseThrow()
                        .current());
        assertEquals(0, decode(new Parameters(0)).orElseThrow().current());
    }

    @Test
    void sizeThatOverflows_isAbsent() {
        long largest = Long.MAX_VALUE / 1024;

        assertEquals(
                largest * 1024,
                decode(new Parameters(2).number("balloon.usable", largest).number("balloon.last-update", 1))
                        .orElseThrow()
                        .statistics()
                        .usable());
        assertEquals(
                BalloonStatistics.ABSENT,
                decode(new Parameters(2).number("balloon.usable", largest + 1).number("balloon.last-update", 1))
                        .orElseThrow()
                        .statistics()
                        .usable());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void hostileNumbers_neverThrow(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            Parameters parameters = new Parameters(KEYS.size());
            for (String key : KEYS) {
                switch (random.nextInt(4)) {
                    case 0 -> parameters.number(key, random.nextLong());
                    case 1 -> parameters.signed(key, random.nextLong() >> random.nextInt(64));
                    case 2 -> parameters.real(key, Double.longBitsToDouble(random.nextLong()));
                    default -> parameters.integer(key, random.nextInt(9), random.nextInt());
                }
            }
            assertDoesNotThrow(() -> decode(parameters));
        }
    }

    private static Optional<DomainSample> decode(Parameters parameters) {
        return SampleDecoder.decode(Xml.ID, parameters.decode(), SampleDecoder.UNHEARD);
    }
}
