/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;
import org.virtballast.spi.Proposal;

final class SettingsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1, PT0S, 0.1, 0, PT1S, max-step",
        "1.01, 1, PT0S, 0.1, 0, PT1S, max-step",
        "NaN, 1, PT0S, 0.1, 0, PT1S, max-step",
        "0.25, 0, PT0S, 0.1, 0, PT1S, min-change",
        "0.25, -1, PT0S, 0.1, 0, PT1S, min-change",
        "0.25, 1, PT-1S, 0.1, 0, PT1S, cooldown",
        "0.25, 1, PT0S, -0.1, 0, PT1S, headroom",
        "0.25, 1, PT0S, 1, 0, PT1S, headroom",
        "0.25, 1, PT0S, NaN, 0, PT1S, headroom",
        "0.25, 1, PT0S, 0.1, -1, PT1S, headroom",
        "0.25, 1, PT0S, 0.1, 0, PT0S, move-deadline",
        "0.25, 1, PT0S, 0.1, 0, PT-1S, move-deadline"
    })
    void limitsOutOfRange_areRefusedByName(
            double maxStep,
            long minChange,
            Duration cooldown,
            double headroom,
            long headroomAtLeast,
            Duration deadline,
            String named) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new Limits(maxStep, minChange, cooldown, headroom, headroomAtLeast, deadline));

        assertTrue(refusal.getMessage().contains(named), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 64", "100, 64", "640, 64", "641, 64", "1000, 100", "10000, 1000"})
    void headroom_isAShareOfTheSizeAndNeverLessThanTheLeast(long current, long headroom) {
        Limits limits = new Limits(0.25, 1, Duration.ZERO, 0.1, 64, Duration.ofSeconds(1));

        assertEquals(headroom, limits.headroom(current));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.5S", "PT1.5S"})
    void statsPeriod_isWholeSeconds(Duration period) {
        EngineSettings sane = Engine.settings(Mode.AUTO, 1, host -> Proposal.NOTHING);

        assertThrows(
                IllegalArgumentException.class,
                () -> new EngineSettings(
                        sane.policy(), sane.budget(), sane.defaults(), sane.limits(), sane.operatorHold(), period));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.1, Double.NaN})
    void targetHitRatioOutOfRange_isRefused(double target) {
        assertThrows(IllegalArgumentException.class, () -> new Defaults(Mode.AUTO, target));
    }

    @Test
    void defaults_holdWhereTheOperatorSaidNothing() {
        FakeGuest guest = FakeGuest.ofMib(1, "web1", 500, 1024);
        Defaults defaults = new Defaults(Mode.OBSERVE, 0.9);

        assertEquals(Mode.OBSERVE, defaults.mode(guest.description()));
        assertEquals(0.9, defaults.targetHitRatio(guest.description()));
        assertEquals(100, Defaults.weight(guest.description()));
        assertEquals(new Bounds(64L << 20, 1L << 30), Defaults.bounds(guest.description(), 1L << 30));

        guest.mode(Mode.AUTO).wishes(0.5, 7);
        assertEquals(Mode.AUTO, defaults.mode(guest.description()));
        assertEquals(0.5, defaults.targetHitRatio(guest.description()));
        assertEquals(7, Defaults.weight(guest.description()));
    }

    @ParameterizedTest
    @CsvSource({"500, 2000, 4000, 500, 2000", "500, 5000, 4000, 500, 4000", "3000, 5000, 2000, 2000, 2000"})
    void bounds_neverExceedTheHypervisors(long min, long max, long maximum, long least, long most) {
        FakeGuest guest = FakeGuest.ofMib(1, "web1", 1000, 4000).bounds(min << 20, max << 20);

        assertEquals(new Bounds(least << 20, most << 20), Defaults.bounds(guest.description(), maximum << 20));
    }

    @Test
    void bounds_ofADomainWithoutASize_areTheSmallest() {
        FakeGuest guest = FakeGuest.ofMib(1, "web1", 1000, 4000).bounds(500 << 20, 2000 << 20);

        assertEquals(new Bounds(1, 1), Defaults.bounds(guest.description(), 0));
    }

    @Test
    void bounds_ofANearLever_keepToItsStepsAndToWhatItCannotTake() {
        FakeGuest guest = FakeGuest.ofMib(1, "web1", 400, 448).bounds(100 << 20, 399 << 20);
        guest.lever = LeverKind.NEAR;
        guest.step = 2 << 20;
        guest.least = 192 << 20;

        assertEquals(new Bounds(192 << 20, 398 << 20, 2 << 20), Defaults.bounds(guest.description(), 448 << 20));
    }

    @Test
    void floor_isWhatIsUsedAndHeadroom() {
        assertEquals(
                OptionalLong.of(700L << 20),
                Floor.of(TestDomain.of(1, 1000).usableMib(400).view(), Engine.LIMITS));
        assertEquals(
                OptionalLong.of(800L << 20),
                Floor.of(
                        TestDomain.of(1, 1000)
                                .usableMib(400)
                                .boundsMib(800, 2000)
                                .view(),
                        Engine.LIMITS));
        assertEquals(
                OptionalLong.empty(), Floor.of(TestDomain.of(1, 1000).silent().view(), Engine.LIMITS));
    }

    @ParameterizedTest
    @CsvSource({"SWAP, 400, 300", "HOST, 400, 300", "CELL, 400, 0", "SWAP, 100, 0", "SWAP, 0, 0"})
    void plainlyUnused_isWhatIsUsableAboveTheHeadroom(FarTier farTier, long usable, long unused) {
        assertEquals(
                unused << 20,
                Floor.plainlyUnused(
                        TestDomain.of(1, 1000).far(farTier).usableMib(usable).view(), Engine.LIMITS));
    }

    @Test
    void guestThatIsSilent_hasNothingPlainlyUnused() {
        assertEquals(
                0,
                Floor.plainlyUnused(
                        TestDomain.of(1, 1000).far(FarTier.SWAP).silent().view(), Engine.LIMITS));
    }

    @ParameterizedTest
    @CsvSource({"1000, 1000", "1000, 0", "1000, -1"})
    void move_goesSomewhere(long from, long to) {
        UUID id = new UUID(0, 1);

        assertThrows(IllegalArgumentException.class, () -> new Move(id, "web1", from, to, "test"));
    }

    @Test
    void moveAndRefusal_readAsSentences() {
        UUID id = new UUID(0, 1);

        assertEquals(
                "768MiB to 576MiB: it is idle", new Move(id, "web1", 768L << 20, 576L << 20, "it is idle").toString());
        assertEquals("1GiB refused: it is paused", new Refusal(id, "web1", 1L << 30, "it is paused").toString());
    }
}
