/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CycleScheduleTest {
    private final BlockingQueue<Long> began = new LinkedBlockingQueue<>();
    private CycleSchedule schedule;

    @AfterEach
    void close() {
        schedule.close();
    }

    @Test
    void cycles_runAtTheInterval() throws Exception {
        start(() -> began.add(System.nanoTime()), Duration.ofMillis(50));
        long first = next();
        long fifth = List.of(next(), next(), next(), next()).get(3);

        // Four intervals, of which a busy machine may stretch any and shorten none by more than half.
        assertTrue(fifth - first >= Duration.ofMillis(100).toNanos(), () -> "too fast: " + (fifth - first));
    }

    @Test
    void stall_isNotFollowedByABurst() throws Exception {
        AtomicInteger cycles = new AtomicInteger();
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Duration interval = Duration.ofMillis(200);
        Runnable cycle = () -> {
            began.add(System.nanoTime());
            if (cycles.incrementAndGet() == 2) {
                stalled.countDown();
                await(release, Duration.ofSeconds(30));
            }
        };
        start(cycle, interval);
        assertTrue(stalled.await(30, TimeUnit.SECONDS));
        // Ten intervals pass; it is their passing that makes the stall.
        assertEquals(false, release.await(interval.toMillis() * 10, TimeUnit.MILLISECONDS));
        release.countDown();
        next();
        next();

        long third = next();
        long seventh = List.of(next(), next(), next(), next()).get(3);
        // A burst would run all ten at once: four cycles on take four intervals, the first perhaps half of one.
        assertTrue(seventh - third >= interval.multipliedBy(3).toNanos(), () -> "a burst: " + (seventh - third));
    }

    @Test
    void cycle_thatTakesLongIsNotRunTwiceAtOnce() throws Exception {
        AtomicInteger running = new AtomicInteger();
        BlockingQueue<Integer> atOnce = new LinkedBlockingQueue<>();
        CountDownLatch never = new CountDownLatch(1);
        Runnable cycle = () -> {
            atOnce.add(running.incrementAndGet());
            await(never, Duration.ofMillis(100));
            running.decrementAndGet();
        };
        start(cycle, Duration.ofMillis(20));
        for (int i = 0; i < 3; i++) {
            assertEquals(1, atOnce.poll(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void interval_canBeChangedWhileItRuns() throws Exception {
        start(() -> began.add(System.nanoTime()), Duration.ofHours(1));
        next();

        schedule.interval(Duration.ofMillis(20));

        next();
        next();
    }

    @Test
    void nudge_runsTheNextCycleAtOnce() throws Exception {
        start(() -> began.add(System.nanoTime()), Duration.ofHours(1));
        next();

        schedule.nudge();

        next();
    }

    @Test
    void close_waitsForTheCycleThatRuns() throws Exception {
        CountDownLatch inCycle = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        start(
                () -> {
                    inCycle.countDown();
                    await(never, Duration.ofMillis(100));
                    done.incrementAndGet();
                },
                Duration.ofHours(1));
        assertTrue(inCycle.await(30, TimeUnit.SECONDS));

        schedule.close();

        assertEquals(1, done.get());
    }

    private void start(Runnable cycle, Duration interval) {
        schedule = CycleSchedule.start(cycle, interval);
    }

    private long next() throws InterruptedException {
        Long time = began.poll(30, TimeUnit.SECONDS);
        assertTrue(time != null, "no cycle ran in 30 s");
        return time;
    }

    /** Waits for a latch; where nobody releases it this is how long a cycle takes. */
    private static void await(CountDownLatch latch, Duration most) {
        try {
            boolean unused = latch.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
