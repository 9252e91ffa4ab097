/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
    @ParameterizedTest
    @CsvSource({"500ms, 500", "5s, 5000", "90s, 90000", "10m, 600000", "1h, 3600000", "2 s, 2000", "0s, 0"})
    void duration_isRead(String text, long millis) {
        assertEquals(Optional.of(Duration.ofMillis(millis)), DurationText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "1.5s", "5S", "5 seconds", "1h30m", "٣s", "9999999999s"})
    void otherText_isNoDuration(String text) {
        assertEquals(Optional.empty(), DurationText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "500ms", "5s", "90s", "10m", "1h", "168h"})
    void format_writesWhatIsRead(String text) {
        assertEquals(text, DurationText.format(DurationText.parse(text).orElseThrow()));
    }
}
