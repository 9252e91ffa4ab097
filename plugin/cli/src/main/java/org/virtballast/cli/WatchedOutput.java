/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Keeps why something could not be written, which a writer above it does not tell. Not safe for use by several threads. */
final class WatchedOutput extends OutputStream {
    private final OutputStream to;
    private Optional<String> failure = Optional.empty();

    WatchedOutput(OutputStream to) {
        this.to = to;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            to.write(bytes, from, count);
        } catch (IOException e) {
            failure = failure.or(() -> Optional.of(String.valueOf(e.getMessage())));
            throw e;
        }
    }

    /** Why something was not written, the first time; empty where all was. */
    Optional<String> failure() {
        return failure;
    }
}
