/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.systemd;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the service manager how the daemon is, as {@code sd_notify(3)} describes it. No method ever throws or waits: a
 * manager that does not listen must not stop the daemon.
 */
public interface ServiceNotifier {
    /** The daemon has started: units that wait for it may go on. */
    void ready();

    /** The daemon is alive; to be called once every {@link #watchdogInterval()} while it is. */
    void watchdog();

    /** The daemon has begun to stop. */
    void stopping();

    /** What the daemon does, in one line, for {@code systemctl status}. */
    void status(String line);

    /**
     * How often {@link #watchdog()} is to be called: half of the time after which the manager would restart the daemon,
     * as {@code sd_watchdog_enabled(3)} advises; absent where no watchdog waits.
     */
    Optional<Duration> watchdogInterval();

    /**
     * The notifier for an environment as systemd passes it; one that does nothing where it names no usable socket.
     *
     * @param environment the variables {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID} count
     */
    static ServiceNotifier create(Map<String, String> environment) {
        String socket = environment.get("NOTIFY_SOCKET");
        if (socket == null || socket.isEmpty()) {
            return DisabledNotifier.INSTANCE;
        }
        Logger logger = System.getLogger(ServiceNotifier.class.getName());
        try {
            Optional<Duration> interval =
                    WatchdogInterval.of(environment, ProcessHandle.current().pid());
            return new SystemdNotifier(new DatagramSender(socket), interval, logger);
        } catch (IllegalArgumentException e) {
            logger.log(Level.WARNING, "systemd is not notified: NOTIFY_SOCKET {0}.", e.getMessage());
        } catch (LinkageError e) {
            logger.log(Level.WARNING, "systemd is not notified: JNA cannot be loaded: {0}.", e.getMessage());
        }
        return DisabledNotifier.INSTANCE;
    }
}
