/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;

/**
 * Makes calls to libvirt and waits for each no longer than a deadline. libvirt waits without end for a QEMU that hangs, and
 * one that hangs itself answers nobody. A call that hangs is left to itself, and frees what it used when it returns; as long
 * as it does, there is no other about the same thing.
 */
final class DeadlineCalls {
    /** Calls that may hang at once: each holds a thread, and a libvirt that hangs for hours must not fill the host with them. */
    static final int MOST_HANGING = 3;

    private final Usage usage;
    private final Duration deadline;
    private final ExecutorService threads = Executors.newCachedThreadPool(DeadlineCalls::daemon);

    /** Each call that hangs, and what it is about. */
    private final Map<Patience, Object> hanging = new ConcurrentHashMap<>();

    DeadlineCalls(Usage usage, Duration deadline) {
        this.usage = usage;
        this.deadline = deadline;
    }

    /**
     * Makes a call, in a thread of its own.
     *
     * @param about what it is about, such as a domain's UUID
     * @param attempt what is tried, as in "list the running domains"
     * @param patience a new one; once it is given up, the call should change nothing any more
     * @throws HypervisorException where libvirt says no, nothing in time, or is not asked because earlier calls still hang
     */
    <T> T call(Object about, String attempt, Patience patience, Supplier<T> call) {
        usage.requireOpen();
        if (hanging.containsValue(about)) {
            throw refused(attempt, "an earlier call about it still hangs", null);
        }
        if (hanging.size() >= MOST_HANGING) {
            throw refused(attempt, MOST_HANGING + " earlier calls still hang", null);
        }
        Future<T> answer = threads.submit(() -> usage.during(() -> {
            try {
                return call.get();
            } finally {
                patience.returned();
                hanging.remove(patience);
            }
        }));
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return leave(about, attempt, patience, answer, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(about, patience);
            throw refused(attempt, "the wait for the answer was interrupted", e);
        } catch (ExecutionException e) {
            throw failed(attempt, e);
        }
    }

    private <T> T leave(Object about, String attempt, Patience patience, Future<T> answer, TimeoutException late) {
        if (!giveUp(about, patience)) {
            try {
                // It has returned in the last moment.
                return answer.get();
            } catch (ExecutionException e) {
                throw failed(attempt, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw refused(attempt, "the wait for the answer was interrupted", e);
            }
        }
        throw refused(attempt, "no answer within " + deadline.toSeconds() + "s: a QEMU hangs, or libvirt does", late);
    }

    /** Notes first, so that a call that returns right now finds its note and removes it. */
    private boolean giveUp(Object about, Patience patience) {
        hanging.put(patience, about);
        boolean hangs = patience.giveUp();
        if (!hangs) {
            hanging.remove(patience);
        }
        return hangs;
    }

    private static RuntimeException failed(String attempt, ExecutionException e) {
        return e.getCause() instanceof HypervisorException said
                ? new HypervisorException(said.kind(), said.getMessage(), said)
                : new IllegalStateException("to " + attempt + " failed in an unforeseen way", e.getCause());
    }

    private static HypervisorException refused(String attempt, String why, Exception cause) {
        return new HypervisorException(Kind.REFUSED, "cannot " + attempt + ": " + why, cause);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "libvirt-call");
        thread.setDaemon(true);
        return thread;
    }
}
