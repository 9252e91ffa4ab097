/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.time.Duration;
import java.util.Properties;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;

/** Runs the cycle at an interval with Quartz: in one thread, never two at once, and without catching up after a stall. */
final class CycleSchedule implements AutoCloseable {
    private static final TriggerKey TRIGGER = new TriggerKey("rebalance-interval");

    private final Runnable cycle;
    private Scheduler scheduler;
    private Duration interval;

    private CycleSchedule(Runnable cycle, Duration interval) throws SchedulerException {
        this.cycle = cycle;
        this.interval = interval;
        this.scheduler = start();
    }

    /**
     * Starts to run a cycle, the first at once.
     *
     * @throws IllegalStateException where Quartz does not start
     */
    static CycleSchedule start(Runnable cycle, Duration interval) {
        try {
            return new CycleSchedule(cycle, interval);
        } catch (SchedulerException e) {
            throw new IllegalStateException("The scheduler does not start: " + e.getMessage() + ".", e);
        }
    }

    private Scheduler start() throws SchedulerException {
        StdSchedulerFactory factory = new StdSchedulerFactory();
        factory.initialize(properties(interval));
        Scheduler started = factory.getScheduler();
        started.setJobFactory((bundle, owner) -> new RebalanceJob(cycle));
        started.scheduleJob(
                JobBuilder.newJob(RebalanceJob.class).withIdentity("rebalance").build(), trigger(interval));
        started.start();
        return started;
    }

    /** Changes the interval; returns when a cycle that runs is done, and the next runs at once. */
    synchronized void interval(Duration changed) {
        try {
            // What counts as missed depends on the interval, and Quartz takes that at its start alone.
            scheduler.shutdown(true);
            interval = changed;
            scheduler = start();
        } catch (SchedulerException e) {
            throw new IllegalStateException("The interval cannot be changed: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Runs the next cycle at once and the others an interval apart from then on: Quartz goes by the time of day, and where
     * that is set back, would wait until it is what it was.
     */
    synchronized void nudge() {
        try {
            scheduler.rescheduleJob(TRIGGER, trigger(interval));
        } catch (SchedulerException e) {
            throw new IllegalStateException("The next cycle cannot be brought forward: " + e.getMessage() + ".", e);
        }
    }

    /** Stops; returns when a cycle that runs is done. */
    @Override
    public synchronized void close() {
        try {
            scheduler.shutdown(true);
        } catch (SchedulerException e) {
            throw new IllegalStateException("The scheduler does not stop: " + e.getMessage() + ".", e);
        }
    }

    /**
     * A firing that is late by more than half an interval counts as missed and is skipped. With Quartz's default, a minute,
     * all firings of a stall would follow at once.
     */
    private static Properties properties(Duration interval) {
        Properties properties = new Properties();
        properties.setProperty(StdSchedulerFactory.PROP_SCHED_INSTANCE_NAME, "virt-ballast");
        properties.setProperty("org.quartz.threadPool.threadCount", "1");
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        properties.setProperty(
                "org.quartz.jobStore.misfireThreshold", Long.toString(Math.max(1, interval.toMillis() / 2)));
        return properties;
    }

    private static Trigger trigger(Duration interval) {
        return TriggerBuilder.newTrigger()
                .withIdentity(TRIGGER)
                .forJob("rebalance")
                .startNow()
                .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                        .withIntervalInMilliseconds(interval.toMillis())
                        .repeatForever()
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
    }
}
