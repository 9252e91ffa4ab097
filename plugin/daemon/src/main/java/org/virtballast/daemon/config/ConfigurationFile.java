/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a file that should be text, and says what it is where it is not. */
final class ConfigurationFile {
    /** Far above anything a person writes; keeps a wrong path from filling a small heap. */
    static final int MOST_BYTES = 1 << 20;

    private ConfigurationFile() {}

    /**
     * The text of a file; empty where there is no file.
     *
     * @throws ConfigurationException where it cannot be read or is no UTF-8 text of at most 1 MiB
     */
    static Optional<String> read(Path file) throws ConfigurationException {
        byte[] bytes;
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new ConfigurationException(file + " is no regular file: a configuration is a text file.");
            }
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MOST_BYTES + 1);
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw new ConfigurationException(file + " may not be read: permission denied.", e);
        } catch (IOException e) {
            throw new ConfigurationException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new ConfigurationException(file + " is larger than 1 MiB, which no configuration is.");
        }
        return Optional.of(decode(file, bytes));
    }

    private static String decode(Path file, byte[] bytes) throws ConfigurationException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw new ConfigurationException(
                    where(file, text, text.length()) + " holds bytes that are not UTF-8: save the file as UTF-8 text.");
        }
        // Editors of other systems put the mark there; it means nothing in UTF-8.
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && "\t\r\n".indexOf(c) < 0) {
                throw new ConfigurationException(String.format(
                        "%s holds the control character 0x%02x: remove it.", where(file, text, i), (int) c));
            }
        }
        return text;
    }

    private static String where(Path file, String text, int position) {
        long line =
                1 + text.substring(0, position).chars().filter(c -> c == '\n').count();
        return file + " line " + line;
    }
}
