/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs. */
final class Program {
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private Program() {}

    /**
     * What became of a program.
     *
     * @param status its exit status
     * @param output what it printed, standard error included
     */
    record Result(int status, String output) {}

    /** Runs a program to its end, whatever that is; after five minutes it is killed and that is a failure. */
    static Result run(String... arguments) {
        try {
            Process process = new ProcessBuilder(arguments)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", arguments) + " did not end in " + DEADLINE);
            }
            return new Result(process.exitValue(), output.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + List.of(arguments), e);
        }
    }

    /** Runs a program that must succeed; returns what it printed. */
    static String check(String... arguments) {
        Result result = run(arguments);
        if (result.status() != 0) {
            throw new IllegalStateException(
                    String.join(" ", arguments) + " ended with " + result.status() + ": " + result.output());
        }
        return result.output();
    }
}
