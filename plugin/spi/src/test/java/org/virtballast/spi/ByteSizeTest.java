/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0B, 0",
        "1B, 1",
        "1KiB, 1024",
        "512MiB, 536870912",
        "1.5GiB, 1610612736",
        "4GiB, 4294967296",
        "2TiB, 2199023255552",
        "' 64 MiB ', 67108864",
        "0.000001GiB, 1074",
        "0.4B, 0",
        "0.5B, 1"
    })
    void parse_readsWhatPeopleWrite(String text, long bytes) {
        assertEquals(bytes, ByteSize.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "512",
                "MiB",
                "512MB",
                "512mib",
                "512M",
                "-1GiB",
                "+1GiB",
                "1,5GiB",
                ".5GiB",
                "5.GiB",
                "1e3MiB",
                "1GiB 2",
                "1GiB1MiB",
                "0x10MiB",
                "NaNGiB",
                "0.0000001GiB",
                "٤GiB"
            })
    void parse_rejectsWhatIsNoSize(String text) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text));

        assertEquals("'" + text + "' is not a size such as 512MiB or 1.5GiB", refusal.getMessage());
    }

    @Test
    void parse_rejectsMoreThanALongHolds() {
        assertEquals(8_388_607L << 40, ByteSize.parse("8388607TiB"));

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> ByteSize.parse("8388608TiB"));

        assertEquals("'8388608TiB' is more than 8 EiB", refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "1023, 1023B",
        "1024, 1KiB",
        "1536, 1.5KiB",
        "536870912, 512MiB",
        "1610612736, 1.5GiB",
        "1342177280, 1.25GiB",
        "10737418240, 10GiB",
        "2199023255552, 2TiB",
        "-536870912, -512MiB",
        "1048577, 1MiB",
        "9223372036854775807, 8388608TiB",
        "-9223372036854775808, -8388608TiB"
    })
    void format_usesTheLargestUnitThatLeavesOne(long bytes, String text) {
        assertEquals(text, ByteSize.format(bytes));
    }

    @Test
    void format_staysWithinHalfAHundredthOfItsUnitWhenReadBack() {
        Random random = new Random(20_240_607);
        for (int round = 0; round < 2_000; round++) {
            long bytes = random.nextLong() >>> (1 + random.nextInt(62));
            // The largest sizes round up beyond what a long holds.
            long size = Math.min(bytes, Long.MAX_VALUE >> 1);
            long unit = size >= ByteSize.TIB
                    ? ByteSize.TIB
                    : size >= ByteSize.GIB ? ByteSize.GIB : size >= ByteSize.MIB ? ByteSize.MIB : ByteSize.KIB;

            long back = ByteSize.parse(ByteSize.format(size));

            assertTrue(Math.abs(back - size) <= unit / 200 + 1, size + " came back as " + back);
        }
    }

    @Test
    void parseAndFormat_agreeOnWholeUnits() {
        for (String text : new String[] {"1B", "17KiB", "999MiB", "3GiB", "8TiB", "1.25GiB", "0.5KiB"}) {
            long bytes = ByteSize.parse(text);
            assertEquals(bytes, ByteSize.parse(ByteSize.format(bytes)), text);
        }
    }
}
