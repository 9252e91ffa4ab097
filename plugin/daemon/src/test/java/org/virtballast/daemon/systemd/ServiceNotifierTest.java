/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.systemd;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches a real socket, and that nothing else ever reaches the daemon. */
@Timeout(60)
final class ServiceNotifierTest {
    @TempDir
    private Path temporary;

    @Test
    void notifications_arriveAtPath() {
        String name = temporary.resolve("notify").toString();
        try (NotifySocket socket = new NotifySocket(name)) {
            ServiceNotifier notifier = ServiceNotifier.create(Map.of("NOTIFY_SOCKET", name));

            notifier.ready();
            notifier.watchdog();
            notifier.status("12 guests, für alle");
            notifier.stopping();

            assertEquals("READY=1", socket.receive());
            assertEquals("WATCHDOG=1", socket.receive());
            assertEquals("STATUS=12 guests, für alle", socket.receive());
            assertEquals("STOPPING=1", socket.receive());
            assertTrue(socket.isEmpty());
        }
    }

    @Test
    void notifications_arriveAtAbstractName() {
        String name = "@virt-ballast-test-" + UUID.randomUUID();
        try (NotifySocket socket = new NotifySocket(name)) {
            ServiceNotifier.create(Map.of("NOTIFY_SOCKET", name)).ready();

            assertEquals("READY=1", socket.receive());
        }
    }

    @Test
    void status_staysOneAssignment() {
        String name = temporary.resolve("notify").toString();
        try (NotifySocket socket = new NotifySocket(name)) {
            ServiceNotifier.create(Map.of("NOTIFY_SOCKET", name)).status("guest a\nREADY=1\r\n\u001b[2J");

            assertEquals("STATUS=guest a READY=1 [2J", socket.receive());
        }
    }

    @Test
    void absentManager_isNotMissed() {
        assertSame(DisabledNotifier.INSTANCE, ServiceNotifier.create(Map.of()));
        assertSame(DisabledNotifier.INSTANCE, ServiceNotifier.create(Map.of("NOTIFY_SOCKET", "")));
        ServiceNotifier disabled = ServiceNotifier.create(Map.of("WATCHDOG_USEC", "1000000"));
        assertDoesNotThrow(() -> {
            disabled.ready();
            disabled.watchdog();
            disabled.stopping();
            disabled.status("fine");
        });
        assertEquals(Optional.empty(), disabled.watchdogInterval());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notify",
                "@",
                "vsock:2:1234",
                "/12345678901234567890123456789012345678901234567890123456789"
                        + "0123456789012345678901234567890123456789012345678"
            })
    void unusableSocket_disables(String name) {
        List<String> warnings = logged(
                () -> assertSame(DisabledNotifier.INSTANCE, ServiceNotifier.create(Map.of("NOTIFY_SOCKET", name))));

        assertEquals(1, warnings.size(), warnings::toString);
    }

    @Test
    void longestPath_isUsable() {
        String name = "/" + "x".repeat(106);

        assertInstanceOf(SystemdNotifier.class, ServiceNotifier.create(Map.of("NOTIFY_SOCKET", name)));
    }

    @Test
    void deafManager_isReportedOnceUntilItListensAgain() {
        String name = temporary.resolve("notify").toString();
        ServiceNotifier notifier = ServiceNotifier.create(Map.of("NOTIFY_SOCKET", name));

        assertEquals(
                1,
                logged(() -> {
                            notifier.watchdog();
                            notifier.watchdog();
                        })
                        .size());
        try (NotifySocket socket = new NotifySocket(name)) {
            notifier.watchdog();
            assertEquals("WATCHDOG=1", socket.receive());
        }
        assertEquals(1, logged(notifier::watchdog).size());
    }

    @Test
    void fullSocket_isNotWaitedFor() {
        String name = temporary.resolve("notify").toString();
        try (NotifySocket socket = new NotifySocket(name)) {
            ServiceNotifier notifier = ServiceNotifier.create(Map.of("NOTIFY_SOCKET", name));

            // Far above net.unix.max_dgram_qlen; a call that waited would run into the timeout.
            List<String> warnings = logged(() -> {
                for (int i = 0; i < 5000; i++) {
                    notifier.watchdog();
                }
            });

            assertEquals("WATCHDOG=1", socket.receive());
            assertEquals(1, warnings.size(), warnings::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"30000000, , 15000", "30000000, 42, 15000", "3000, 42, 1"})
    void watchdogInterval_isHalfOfWhatSystemdWaits(String micros, String pid, long millis) {
        assertEquals(
                Optional.of(Duration.ofMillis(millis)),
                WatchdogInterval.of(environment(micros, pid), 42)
                        .map(interval -> Duration.ofMillis(interval.toMillis())));
    }

    @ParameterizedTest
    @CsvSource({", ", ", 42", "30000000, 43", "30000000, x", "0, ", "1, ", "-5, ", "x, ", "9999999999999999999999, "})
    void watchdogInterval_isAbsentWhereNoneWaitsForUs(String micros, String pid) {
        assertEquals(Optional.empty(), WatchdogInterval.of(environment(micros, pid), 42));
    }

    private static Map<String, String> environment(String micros, String pid) {
        Map<String, String> environment = new HashMap<>();
        if (micros != null) {
            environment.put("WATCHDOG_USEC", micros);
        }
        if (pid != null) {
            environment.put("WATCHDOG_PID", pid);
        }
        return environment;
    }

    /** What the notifier logs while something runs. */
    private static List<String> logged(Runnable action) {
        List<String> messages = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                messages.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(ServiceNotifier.class.getName());
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        try {
            action.run();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        return messages;
    }
}
