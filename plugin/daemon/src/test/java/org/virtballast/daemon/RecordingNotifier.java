/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.virtballast.daemon.systemd.ServiceNotifier;

/** Keeps what the service manager would be told. */
final class RecordingNotifier implements ServiceNotifier {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch beats = new CountDownLatch(2);

    List<String> told() {
        return told;
    }

    CountDownLatch beats() {
        return beats;
    }

    /** Counts so many beats down, beginning now. */
    CountDownLatch beatsFromNow(int count) {
        CountDownLatch latch = new CountDownLatch(count);
        beats = latch;
        return latch;
    }

    @Override
    public void ready() {
        told.add("ready");
    }

    @Override
    public void watchdog() {
        beats.countDown();
    }

    @Override
    public void stopping() {
        told.add("stopping");
    }

    @Override
    public void status(String line) {
        told.add(line);
    }

    @Override
    public Optional<Duration> watchdogInterval() {
        return Optional.of(Duration.ofMillis(50));
    }
}
