/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FormatFieldTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "config:0-7         | 0 | 0xff",
                "config:0-7,32-35   | 0 | 0xf000000ff",
                "config1:0-15       | 1 | 0xffff",
                "config2:63         | 2 | 0x8000000000000000",
                "config3:0-63       | 3 | 0xffffffffffffffff",
                "config:18          | 0 | 0x40000"
            })
    void format_saysWordAndBits(String line, int word, String mask) {
        assertEquals(new FormatField(word, Numbers.unsigned(mask)), FormatField.parse(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "config", "config:", "config4:0-7", "config:7-0", "config:0-64", "config:0-7,", "event"})
    void otherLine_isRefused(String line) {
        assertThrows(IllegalArgumentException.class, () -> FormatField.parse(line));
    }

    @Test
    void value_isSpreadOverSeparateBits() {
        ConfigWords words = FormatField.parse("config:0-7,32-35").set(ConfigWords.NONE, 0xABC);

        assertEquals(ConfigWords.of(0xA_0000_00BCL), words);
    }

    @Test
    void value_replacesTheBitsBeforeAndNoOthers() {
        ConfigWords words = FormatField.parse("config1:8-15").set(new ConfigWords(5, 0x1234, 6, 7), 0xFF);

        assertEquals(new ConfigWords(5, 0xFF34, 6, 7), words);
    }

    @Test
    void value_ofAllBitsFits() {
        ConfigWords words = FormatField.parse("config2:0-63").set(ConfigWords.NONE, -1);

        assertEquals(new ConfigWords(0, 0, -1, 0), words);
    }

    @Test
    void value_thatIsTooLargeIsRefused() {
        FormatField field = FormatField.parse("config:0-7,32-35");

        assertEquals(
                "the value 0x1000 does not fit into the term's 12 bits",
                assertThrows(IllegalArgumentException.class, () -> field.set(ConfigWords.NONE, 0x1000))
                        .getMessage());
    }
}
