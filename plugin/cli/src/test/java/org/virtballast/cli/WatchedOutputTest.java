/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What cannot be printed is not lost without a word. */
final class WatchedOutputTest {
    @Test
    void fullDisk_isTold() throws IOException {
        try (FileOutputStream full = new FileOutputStream("/dev/full")) {
            Optional<String> failure = failure(full);

            assertTrue(failure.orElse("").contains("No space left"), failure.toString());
        }
    }

    @Test
    void whatIsWritten_isNoFailure() {
        assertEquals(Optional.empty(), failure(OutputStream.nullOutputStream()));
    }

    private static Optional<String> failure(OutputStream to) {
        WatchedOutput output = new WatchedOutput(to);
        PrintWriter out = new PrintWriter(output, false, StandardCharsets.UTF_8);
        out.println("status");
        out.flush();
        return output.failure();
    }
}
