/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands where the configuration should be, there is text or a sentence. */
final class ConfigurationFileTest {
    @TempDir
    private Path temporary;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = temporary.resolve("virt-ballast.conf");
    }

    @Test
    void absentFile_isNoMistake() throws ConfigurationException {
        assertEquals(Optional.empty(), ConfigurationFile.read(file));
    }

    @Test
    void danglingLink_isAnAbsentFile() throws Exception {
        Files.createSymbolicLink(file, temporary.resolve("nowhere"));

        assertEquals(Optional.empty(), ConfigurationFile.read(file));
    }

    @Test
    void text_isReadAsItIs() throws Exception {
        Files.writeString(file, "ä = \t→\r\n");

        assertEquals(Optional.of("ä = \t→\r\n"), ConfigurationFile.read(file));
    }

    @Test
    void folder_isRefused() throws IOException {
        Files.createDirectory(file);

        assertEquals(file + " is no regular file: a configuration is a text file.", message());
    }

    @Test
    void loopOfLinks_isRefused() throws IOException {
        Files.createSymbolicLink(file, file);

        assertTrue(message().startsWith(file + " cannot be read: "), message());
    }

    @Test
    void controlCharacter_isRefusedWithItsLine() throws IOException {
        Files.writeString(file, "[daemon]\nmode = au\0to\n");

        assertEquals(file + " line 2 holds the control character 0x00: remove it.", message());
    }

    @Test
    void otherEncoding_isRefusedWithItsLine() throws IOException {
        Files.write(file, "[daemon]\n\n; für\n".getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(file + " line 3 holds bytes that are not UTF-8: save the file as UTF-8 text.", message());
    }

    @Test
    void truncatedCharacterAtTheEnd_isRefused() throws IOException {
        Files.write(file, new byte[] {';', (byte) 0xe2, (byte) 0x82});

        assertEquals(file + " line 1 holds bytes that are not UTF-8: save the file as UTF-8 text.", message());
    }

    @Test
    void largestFile_isRead() throws Exception {
        Files.writeString(file, "#".repeat(ConfigurationFile.MOST_BYTES));

        assertEquals(
                ConfigurationFile.MOST_BYTES,
                ConfigurationFile.read(file).orElseThrow().length());
    }

    @Test
    void largerFile_isRefused() throws IOException {
        Files.writeString(file, "#".repeat(ConfigurationFile.MOST_BYTES + 1));

        assertEquals(file + " is larger than 1 MiB, which no configuration is.", message());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void garbage_isRefusedInOneSentence(long seed) throws IOException {
        byte[] garbage = new byte[4096];
        new Random(seed).nextBytes(garbage);
        Files.write(file, garbage);

        String message = message();
        assertTrue(message.startsWith(file + " line "), message);
        assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    }

    private String message() {
        return assertThrows(ConfigurationException.class, () -> new ConfigurationReader().read(file))
                .getMessage();
    }
}
