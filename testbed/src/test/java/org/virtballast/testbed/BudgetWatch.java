/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Samples what all domains of the host hold together, as fast as libvirt answers, beside whatever a test does. A guest that
 * boots holds its maximum until its balloon is there: so what counts is what comes after they first were within a budget.
 */
final class BudgetWatch implements AutoCloseable {
    /** The guests are all there when they hold nearly the budget. */
    private static final long SETTLED = 32L << 20;

    private final long budget;
    private final AtomicLong most = new AtomicLong();
    private final AtomicLong samples = new AtomicLong();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "budget-watch");
    private volatile boolean stopped;
    private boolean within;

    BudgetWatch(long budget) {
        this.budget = budget;
        thread.start();
    }

    private void run() {
        while (!stopped) {
            try {
                long held = held();
                if (within || (held <= budget && held >= budget - SETTLED)) {
                    within = true;
                    most.accumulateAndGet(held, Math::max);
                    samples.incrementAndGet();
                }
            } catch (IllegalStateException e) {
                failure.compareAndSet(null, e);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    /**
     * What is held for sure: of two readings in a row, the smaller for each domain. One reading takes its time, and may see one
     * guest before it gave and the other after it got.
     */
    private static long held() {
        Map<String, Long> first = Host.sizes();
        Map<String, Long> second = Host.sizes();
        return second.entrySet().stream()
                .mapToLong(size -> Math.min(size.getValue(), first.getOrDefault(size.getKey(), 0L)))
                .sum();
    }

    /** The most that was held in any sample since, in bytes. */
    long most() {
        if (failure.get() != null) {
            throw failure.get();
        }
        return most.get();
    }

    long samples() {
        return samples.get();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
