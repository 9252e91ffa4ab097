/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.systemd;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Reads what systemd says of its watchdog. */
final class WatchdogInterval {
    private WatchdogInterval() {}

    /** Half of the watchdog's time; absent where there is no watchdog, or where it waits for another process. */
    static Optional<Duration> of(Map<String, String> environment, long pid) {
        String watched = environment.get("WATCHDOG_PID");
        if (watched != null && !watched.equals(Long.toString(pid))) {
            return Optional.empty();
        }
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        if (!micros.matches("[0-9]{1,18}") || Long.parseLong(micros) < 2) {
            return Optional.empty();
        }
        return Optional.of(Duration.of(Long.parseLong(micros) / 2, ChronoUnit.MICROS));
    }
}
