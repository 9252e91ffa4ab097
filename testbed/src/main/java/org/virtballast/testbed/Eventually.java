/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what comes true in its own time. */
final class Eventually {
    private static final Duration LOOK = Duration.ofMillis(20);

    private Eventually() {}

    /**
     * Returns as soon as a condition holds.
     *
     * @throws IllegalStateException where it does not hold by the deadline; says what was waited for
     */
    static void await(String what, Duration deadline, Callable<Boolean> condition) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!holds(what, condition)) {
            if (System.nanoTime() - end >= 0) {
                throw new IllegalStateException("waited " + deadline.toSeconds() + " s in vain until " + what);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static boolean holds(String what, Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (IllegalStateException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("while waiting until " + what + ": " + e, e);
        }
    }
}
