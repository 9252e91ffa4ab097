/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/** Ends connections at an age: an idle timeout alone would let a client that sends a byte now and then stay for hours. */
final class ConnectionLifetime implements Connection.Listener {
    private final Scheduler scheduler;
    private final Duration lifetime;
    private final Map<Connection, Scheduler.Task> ends = new ConcurrentHashMap<>();

    ConnectionLifetime(Scheduler scheduler, Duration lifetime) {
        this.scheduler = scheduler;
        this.lifetime = lifetime;
    }

    @Override
    public void onOpened(Connection connection) {
        Runnable end = () -> connection.getEndPoint().close();
        ends.put(connection, scheduler.schedule(end, lifetime.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void onClosed(Connection connection) {
        Scheduler.Task end = ends.remove(connection);
        if (end != null) {
            end.cancel();
        }
    }
}
