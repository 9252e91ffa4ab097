/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicySettingsTest {
    @Test
    void settingThatIsAbsent_hasItsDefault() {
        assertEquals("fast", PolicySettings.DEFAULTS.text("pace", "fast"));
        assertEquals(0.25, PolicySettings.DEFAULTS.number("max-step", 0.25, 0, 1));
    }

    @Test
    void settingThatIsPresent_isRead() {
        PolicySettings settings = new PolicySettings(Map.of("pace", "slow", "max-step", " 0.5 "));

        assertEquals("slow", settings.text("pace", "fast"));
        assertEquals(0.5, settings.number("max-step", 0.25, 0, 1));
    }

    @Test
    void bothEndsOfARange_areAllowed() {
        PolicySettings settings = new PolicySettings(Map.of("least", "0", "most", "1"));

        assertEquals(0, settings.number("least", 0.25, 0, 1));
        assertEquals(1, settings.number("most", 0.25, 0, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.001", "1.001", "NaN", "Infinity", "-Infinity", "", "a quarter", "25%", "0,5"})
    void numberOutsideItsRange_isRefusedWithTheRange(String value) {
        PolicySettings settings = new PolicySettings(Map.of("max-step", value));

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> settings.number("max-step", 0.25, 0, 1));

        assertEquals("max-step = " + value + " is not a number from 0.0 to 1.0", refusal.getMessage());
    }

    @Test
    void values_doNotChangeAfterwards() {
        Map<String, String> values = new HashMap<>(Map.of("pace", "slow"));
        PolicySettings settings = new PolicySettings(values);

        values.put("pace", "fast");

        assertEquals("slow", settings.text("pace", "slow"));
        assertThrows(
                UnsupportedOperationException.class, () -> settings.values().put("pace", "fast"));
    }

    @Test
    void defaultThatIsNull_isRefused() {
        assertThrows(NullPointerException.class, () -> PolicySettings.DEFAULTS.text("pace", null));
    }

    @Test
    void settingThatThereIsNot_isRefused() {
        PolicySettings settings = new PolicySettings(Map.of("pace", "slow", "rat", "1", "rate", "2"));

        settings.refuseAllBut("pace", "rat", "rate");
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> settings.refuseAllBut("rate", "pace"));
        IllegalArgumentException any = assertThrows(IllegalArgumentException.class, settings::refuseAllBut);

        assertEquals("rat is no setting of this policy; it has rate, pace", refusal.getMessage());
        assertEquals("pace, rat, rate is no setting of this policy; it has none", any.getMessage());
    }
}
