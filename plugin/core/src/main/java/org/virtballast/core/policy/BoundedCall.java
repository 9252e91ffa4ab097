/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs somebody else's code on a thread of its own, and waits for it no longer than it may take. Nothing that it throws
 * reaches the caller as it is. A thread that does not end is left to itself: Java cannot stop it, and it must not stop us.
 */
final class BoundedCall {
    private static final System.Logger LOG = System.getLogger(BoundedCall.class.getName());

    private BoundedCall() {}

    /** It took too long, or threw something. The message says which, without a full stop. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Whether it complained of what it was given. */
        private final boolean complaint;

        FailedException(String message, boolean complaint) {
            super(message);
            this.complaint = complaint;
        }

        FailedException(String message) {
            this(message, false);
        }

        boolean isComplaint() {
            return complaint;
        }
    }

    /**
     * What a call came to. What was thrown stays on its thread: printed or wrapped it runs code of its own.
     *
     * @param answer what was answered; may be null
     * @param failure what was thrown, in words; absent where nothing was
     * @param complaint the message of an {@link IllegalArgumentException}; absent where none was thrown
     */
    record Outcome<T>(T answer, Optional<String> failure, Optional<String> complaint) {}

    /**
     * Calls it.
     *
     * @param name of the thread
     * @throws FailedException where it took longer than the deadline, or threw anything at all
     */
    static <T> T run(String name, Duration deadline, Callable<T> code) throws FailedException {
        return await(start(name, code), deadline);
    }

    /** Starts it on a thread that keeps nothing alive. */
    static <T> FutureTask<Outcome<T>> start(String name, Callable<T> code) {
        FutureTask<Outcome<T>> task = new FutureTask<>(() -> call(name, code));
        Thread thread = new Thread(null, task, name);
        thread.setDaemon(true);
        // What it would find there is the daemon's.
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        thread.start();
        return task;
    }

    private static <T> Outcome<T> call(String name, Callable<T> code) {
        try {
            return new Outcome<>(code.call(), Optional.empty(), Optional.empty());
        } catch (Throwable thrown) {
            String words = thrown.getClass().getName();
            Optional<String> complaint = Optional.empty();
            try {
                LOG.log(Level.DEBUG, name, thrown);
                words = Sentences.tame(thrown.toString());
                complaint = thrown instanceof IllegalArgumentException
                        ? Optional.of(Sentences.tame(String.valueOf(thrown.getMessage())))
                        : Optional.empty();
            } catch (Throwable again) {
                // Asked for its message it threw again: its name must do.
                return new Outcome<>(null, Optional.of(words), Optional.empty());
            }
            return new Outcome<>(null, Optional.of(words), complaint);
        }
    }

    /** Waits for what was started. */
    static <T> T await(FutureTask<Outcome<T>> task, Duration deadline) throws FailedException {
        try {
            Outcome<T> outcome = task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (outcome.failure().isPresent()) {
                throw new FailedException(
                        outcome.complaint().orElse(outcome.failure().get()),
                        outcome.complaint().isPresent());
            }
            return outcome.answer();
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new FailedException("it did not answer within " + deadline.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new FailedException("its thread died");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("it was interrupted");
        }
    }
}
