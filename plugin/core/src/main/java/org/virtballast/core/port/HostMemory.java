/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The host's near memory at a moment.
 *
 * @param total near memory of the host, in bytes; above 0
 * @param available what of it could be handed out without swapping, page cache that can be dropped included, in bytes; 0 to
 *     {@code total}
 * @param stall how long tasks of the host waited for memory; absent where the kernel does not tell
 */
public record HostMemory(long total, long available, Optional<Stall> stall) {
    public HostMemory {
        if (total <= 0 || available < 0 || available > total) {
            throw new IllegalArgumentException("not 0 <= available <= total, total > 0: " + available + " of " + total);
        }
        Objects.requireNonNull(stall, "stall");
    }

    /**
     * The kernel's pressure stall information for memory, averaged over 10 s, in percent of the time, 0 to 100
     * (Documentation/accounting/psi.rst in the kernel's source).
     *
     * @param some while at least one task waited
     * @param full while all that could run waited
     */
    public record Stall(double some, double full) {
        /** From here on {@code some} is felt, but not yet harmful. */
        public static final double SOFT_SOME = 10;

        /** From here on {@code full} means that work is lost. */
        public static final double HARD_FULL = 5;

        private static final Pattern LINE = Pattern.compile("(some|full) avg10=(\\d{1,3}(?:\\.\\d+)?)");

        /** What the kernel's {@code /proc/pressure/memory} says; absent where that is not both. */
        public static Optional<Stall> parse(String text) {
            Map<String, Double> percents = LINE.matcher(text)
                    .results()
                    .collect(Collectors.toMap(
                            line -> line.group(1),
                            line -> Math.min(100, Double.parseDouble(line.group(2))),
                            (first, second) -> first));
            // A line that is missing is not the same as nobody waiting.
            return percents.size() == 2
                    ? Optional.of(new Stall(percents.get("some"), percents.get("full")))
                    : Optional.empty();
        }

        public Stall {
            if (!(some >= 0 && some <= 100 && full >= 0 && full <= 100)) {
                throw new IllegalArgumentException("a stall is a percentage: some " + some + ", full " + full);
            }
        }
    }
}
