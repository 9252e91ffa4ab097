/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ElfFileTest {
    @TempDir
    private Path temporary;

    @Test
    void function_isFoundInEitherTable() throws IOException {
        assertEquals(ElfImage.NEAR_OFFSET, offsetOf(ElfImage.NEAR, ElfImage.sound()));
        assertEquals(ElfImage.FAR_OFFSET, offsetOf(ElfImage.FAR, ElfImage.sound()));
    }

    @Test
    void function_ofLibcIsWhereTheLoaderPutIt() throws IOException {
        try (ElfFile file = ElfFile.open(ProbedLibC.file())) {
            assertEquals(ProbedLibC.offsetInMemory("getppid"), file.offsetOf("getppid"));
            assertEquals(ProbedLibC.offsetInMemory("getpgrp"), file.offsetOf("getpgrp"));
        }
    }

    @Test
    void symbol_thatIsMissingImportedOrDataIsRefused() {
        for (String symbol : new String[] {"missing", ElfImage.IMPORTED, ElfImage.DATA, "near_accesses_"}) {
            assertRefused(ElfImage.sound(), symbol, "it has no function '" + symbol + "'");
        }
    }

    @Test
    void symbol_withTwoAddressesIsRefused() {
        assertRefused(ElfImage.sound(), ElfImage.TWICE, "it has 2 functions 'twice'");
    }

    @Test
    void symbol_outsideTheCodeIsRefused() {
        assertRefused(ElfImage.sound(), ElfImage.OUTSIDE, "the function is in no executable segment");
    }

    @Test
    void sectionsAboveTheHeadersField_areCountedByTheFirstSection() throws IOException {
        ElfImage image = ElfImage.sound();
        image.bytes().putShort(60, (short) 0).putLong(ElfImage.SECTIONS + 32, 5);

        assertEquals(ElfImage.NEAR_OFFSET, offsetOf(ElfImage.NEAR, image));
    }

    @Test
    void fileWithoutSections_isRefused() {
        ElfImage image = ElfImage.sound();
        image.bytes().putLong(40, 0);

        assertRefused(image, ElfImage.NEAR, "it has no section headers");
    }

    @Test
    void otherClassOrByteOrder_isRefused() {
        for (int at : new int[] {0, 4, 5}) {
            ElfImage image = ElfImage.sound();
            image.bytes().put(at, (byte) 7);

            assertRefused(image, ElfImage.NEAR, "it is not a 64-bit little-endian ELF file");
        }
    }

    @Test
    void tables_thatClaimToBeHugeAreRefused() {
        ElfImage sections = ElfImage.sound();
        sections.bytes().putShort(60, (short) 0).putLong(ElfImage.SECTIONS + 32, Long.MAX_VALUE);
        assertRefused(sections, ElfImage.NEAR, "section header table has 9223372036854775807 entries");

        ElfImage symbols = ElfImage.sound();
        symbols.bytes().putLong(ElfImage.SECTIONS + 64 + 32, -1);
        assertRefused(symbols, ElfImage.FAR, "symbol table has 768614336404564650 entries");

        ElfImage strings = ElfImage.sound();
        strings.bytes().putInt(ElfImage.SECTIONS + 64 + 40, -1);
        assertRefused(strings, ElfImage.NEAR, "names a string table that is not there");
    }

    @Test
    void everyShorterFile_isRefusedInWords() throws IOException {
        byte[] whole = ElfImage.sound().bytes().array();
        int code = (int) ElfImage.FAR_OFFSET;
        for (int length = 0; length <= code; length++) {
            Path file = Files.write(temporary.resolve("short"), Arrays.copyOf(whole, length));

            assertThrows(IllegalArgumentException.class, () -> offsetOf(ElfImage.FAR, file), "at length " + length);
        }
    }

    @Test
    void damagedFiles_giveAnOffsetWithinTheFileOrAreRefused() throws IOException {
        Random random = new Random(20);
        int refused = 0;
        for (int round = 0; round < 5_000; round++) {
            ElfImage image = ElfImage.sound();
            for (int damage = 0; damage < 4; damage++) {
                image.bytes().put(random.nextInt(ElfImage.STRINGS), (byte) random.nextInt());
            }
            try {
                long offset = offsetOf(ElfImage.FAR, image);
                assertTrue(offset >= 0 && offset < ElfImage.BYTES, "offset " + offset + " in round " + round);
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertTrue(refused > 500, "only " + refused + " files were damaged where it matters");
    }

    private void assertRefused(ElfImage image, String symbol, String reason) {
        String message = assertThrows(IllegalArgumentException.class, () -> offsetOf(symbol, image))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    private long offsetOf(String symbol, ElfImage image) throws IOException {
        return offsetOf(symbol, image.writeTo(temporary.resolve("image")));
    }

    private static long offsetOf(String symbol, Path path) throws IOException {
        try (ElfFile file = ElfFile.open(path)) {
            return file.offsetOf(symbol);
        }
    }
}
