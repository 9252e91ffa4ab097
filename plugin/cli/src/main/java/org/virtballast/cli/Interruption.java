/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How a command that goes on and on learns that it is to end. */
interface Interruption {
    /** Watches for it until closed. */
    Watch watch();

    /** While a command watches for it. */
    interface Watch extends AutoCloseable {
        /** Whether the command is to end. */
        boolean over();

        /** Waits so long, or until the command is to end. */
        void pause(Duration length);

        /** What had to be brought to an end is. */
        @Override
        void close();
    }

    /** A signal that ends the process, such as that of Ctrl-C: the process waits until the command has come to its end. */
    static Interruption bySignal() {
        return () -> {
            SignalWatch watch = new SignalWatch();
            Runtime.getRuntime().addShutdownHook(new Thread(watch::ending, "interrupted"));
            return watch;
        };
    }

    /** Tells of a shutdown of the JVM. */
    final class SignalWatch implements Watch {
        /** A disk that hangs should not keep a user from his prompt. */
        private static final long MOST_SECONDS = 5;

        private final CountDownLatch over = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);

        private void ending() {
            over.countDown();
            await(closed, Duration.ofSeconds(MOST_SECONDS));
        }

        @Override
        public boolean over() {
            return over.getCount() == 0;
        }

        @Override
        public void pause(Duration length) {
            await(over, length);
        }

        @Override
        public void close() {
            closed.countDown();
        }

        private static void await(CountDownLatch latch, Duration length) {
            try {
                boolean unused = latch.await(length.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
