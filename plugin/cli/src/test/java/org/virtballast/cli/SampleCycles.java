/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What a daemon answers who is asked for its cycles: one guest that the policy wants to take from in every second cycle. */
final class SampleCycles {
    static final UUID RUN = new UUID(1, 2);
    static final UUID WEB = new UUID(0, 7);

    private SampleCycles() {}

    /** An answer with cycles of these numbers. */
    static String answer(UUID run, long first, long last) {
        String cycles = LongStream.rangeClosed(first, last)
                .mapToObj(SampleCycles::cycle)
                .collect(Collectors.joining(","));
        return "{\"run\":\"" + run + "\",\"version\":\"1.0\",\"cycles\":[" + cycles + "]}";
    }

    /** A line of a recording with a cycle. */
    static String line(long number) {
        return "{\"cycle\":" + cycle(number) + "}";
    }

    /** A line of a recording with a run. */
    static String runLine(UUID run) {
        return "{\"run\":{\"format\":1,\"id\":\"" + run + "\",\"version\":\"1.0\"}}";
    }

    /** As the daemon writes it, but for the layout; a later one may add members. */
    private static String cycle(long number) {
        String wish = number % 2 == 0
                ? "{\"domain\":\"" + WEB + "\",\"bytes\":1073741824,\"reason\":\"it has more than it needs\"}"
                : "{\"domain\":\"" + WEB + "\",\"bytes\":null,\"reason\":\"it is on target\"}";
        return "{\"number\":" + number + ",\"time\":\"2026-01-02T03:04:" + (10 + number % 50)
                + "Z\",\"took\":\"PT0.001234567S\",\"policy\":{\"name\":\"hit-ratio\",\"settings\":{}},"
                + "\"view\":{\"time\":\"2026-01-02T03:04:05Z\",\"sinceLast\":\"PT2S\",\"budget\":8589934592,"
                + "\"freeBudget\":0,\"pressure\":\"high\",\"later\":[1,2.5,{}],\"domains\":[{\"id\":\"" + WEB
                + "\",\"name\":\"w\\u00EB\\u001Bb\",\"bounds\":{\"min\":536870912,\"max\":4294967296,\"step\":4096},"
                + "\"current\":2147483648,\"target\":2147483648,\"farTier\":\"swap\",\"lever\":\"balloon\",\"far\":0,"
                + "\"memory\":null,\"accesses\":null,\"hitRatio\":null,\"targetHitRatio\":0.95,\"weight\":100,"
                + "\"eligibility\":{\"mayGive\":true,\"mayGet\":true,\"reason\":\"\"}}]},\"wishes\":[" + wish
                + "],\"moves\":[],\"refusals\":[],\"failure\":null}";
    }
}
