/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.virtballast.cli.ControlException;
import org.virtballast.core.report.StatusReport;

/** Asks the daemon again and again, and notes how long cycles and answers took. */
final class CycleWatch {
    private static final Duration LOOK = Duration.ofMillis(50);

    private long first = -1;
    private long last = -1;
    private long lastChanged = System.nanoTime();
    private Duration longestPause = Duration.ZERO;
    private Duration longestCycle = Duration.ZERO;
    private Duration longestAnswer = Duration.ZERO;

    /** Asks once, and waits a moment. */
    void look(DaemonProcess daemon) throws ControlException {
        long asked = System.nanoTime();
        StatusReport status = daemon.status();
        long answered = System.nanoTime();
        longestAnswer = longer(longestAnswer, Duration.ofNanos(answered - asked));
        if (first < 0) {
            first = status.cycle();
        }
        if (status.cycle() != last) {
            last = status.cycle();
            lastChanged = answered;
            longestCycle = longer(longestCycle, Duration.ofNanos((long) (status.cycleMillis() * 1e6)));
        }
        longestPause = longer(longestPause, Duration.ofNanos(answered - lastChanged));
        LockSupport.parkNanos(LOOK.toNanos());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** How many cycles ended meanwhile. */
    long cycles() {
        return last - first;
    }

    /** The longest time in which no cycle ended. */
    Duration longestPause() {
        return longestPause;
    }

    /** The longest that a cycle took. */
    Duration longestCycle() {
        return longestCycle;
    }

    /** The longest that an answer took. */
    Duration longestAnswer() {
        return longestAnswer;
    }

    @Override
    public String toString() {
        return cycles() + " cycles ended, the longest after " + longestCycle.toMillis() + " ms; no cycle ended for "
                + longestPause.toMillis() + " ms at most, and the slowest answer took " + longestAnswer.toMillis()
                + " ms";
    }
}
