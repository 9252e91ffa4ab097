/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;

final class TuningTest {
    @Test
    void defaults_areThoseOfTheDocumentation() {
        assertEquals(new Tuning(0.01, 0.25, 0.1, 10_000, 8, 100), Tuning.of(PolicySettings.DEFAULTS));
    }

    @Test
    void settings_areRead() {
        PolicySettings settings = new PolicySettings(Map.of(
                "dead-band",
                "0.05",
                "max-step",
                "0.5",
                "spare",
                "0",
                "idle-rate",
                "0",
                "calm-windows",
                "3",
                "fault-rate",
                "7"));

        assertEquals(new Tuning(0.05, 0.5, 0, 0, 3, 7), Tuning.of(settings));
    }

    @ParameterizedTest
    @CsvSource({
        "dead-band, 0",
        "dead-band, 0.3",
        "max-step, 0",
        "max-step, 1.1",
        "spare, -0.1",
        "spare, 1",
        "idle-rate, -1",
        "idle-rate, NaN",
        "calm-windows, 0",
        "calm-windows, many"
    })
    void settingOutOfRange_isRefusedByItsName(String name, String value) {
        PolicyFactory factory = new HitRatioPolicyFactory();
        PolicySettings settings = new PolicySettings(Map.of(name, value));

        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> factory.create(settings));

        assertTrue(refusal.getMessage().startsWith(name + " = " + value + " is not a number from "));
    }

    @Test
    void policy_isFoundAsAServiceByItsName() {
        PolicyFactory factory =
                ServiceLoader.load(PolicyFactory.class).findFirst().orElseThrow();

        assertEquals("hit-ratio", factory.name());
        Policy policy = factory.create(PolicySettings.DEFAULTS);
        assertInstanceOf(HitRatioPolicy.class, policy);
    }
}
