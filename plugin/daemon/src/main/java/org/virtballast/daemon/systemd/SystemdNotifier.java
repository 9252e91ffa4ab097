/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.systemd;

import com.sun.jna.LastErrorException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends each notification as one datagram; says once, not once a cycle, that nobody takes them. */
final class SystemdNotifier implements ServiceNotifier {
    private final DatagramSender sender;
    private final Optional<Duration> watchdogInterval;
    private final Logger logger;
    private final AtomicBoolean failing = new AtomicBoolean();

    SystemdNotifier(DatagramSender sender, Optional<Duration> watchdogInterval, Logger logger) {
        this.sender = sender;
        this.watchdogInterval = watchdogInterval;
        this.logger = logger;
    }

    @Override
    public void ready() {
        send("READY=1");
    }

    @Override
    public void watchdog() {
        send("WATCHDOG=1");
    }

    @Override
    public void stopping() {
        send("STOPPING=1");
    }

    @Override
    public void status(String line) {
        // A line break would begin another assignment.
        send("STATUS=" + line.replaceAll("\\p{Cntrl}+", " "));
    }

    @Override
    public Optional<Duration> watchdogInterval() {
        return watchdogInterval;
    }

    private void send(String assignment) {
        try {
            sender.send(assignment);
            failing.set(false);
        } catch (LastErrorException e) {
            if (!failing.getAndSet(true)) {
                logger.log(Level.WARNING, "systemd cannot be notified at {0}: {1}.", sender, e.getMessage());
            }
        }
    }
}
