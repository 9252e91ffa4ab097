/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.StatusReport;

/**
 * Answers {@code GET /v1/status}, {@code GET /v1/explain?domain=NAME_OR_UUID} and {@code GET /v1/policies}, and does what
 * {@code POST /v1/pause} and {@code POST /v1/resume} ask, each with an optional {@code ?domain=NAME_OR_UUID}, and
 * {@code POST /v1/policy/use?name=NAME}, on a Unix socket that only its owner and
 * its group may open. Whatever a client does, it holds no more than one connection of few, for no longer than
 * {@link #CONNECTION_LIFETIME}, and never a thread of the cycle.
 */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(ControlServer.class.getName());

    /** A connection is one request and one answer; an honest client needs milliseconds. */
    static final Duration CONNECTION_LIFETIME = Duration.ofSeconds(10);

    /** More clients than these are turned away: descriptors are also needed for counting accesses. */
    static final int MOST_CONNECTIONS = 32;

    /** A request is a short line and a few headers. */
    static final int MOST_REQUEST_BYTES = 4096;

    private static final int THREADS = 4;
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(5);

    private final SocketFile socket;
    private final Server server;

    /**
     * Nothing is opened yet.
     *
     * @param socket where the socket shall be, at most 107 bytes
     * @param status makes the answer to {@code status}; called on threads of this server, must not wait for the cycle
     * @param explain makes the answer to {@code explain} of a domain's name or UUID, empty where it is not known; called
     *     likewise
     * @param requests does what is asked for; called likewise
     */
    public ControlServer(
            Path socket,
            Supplier<StatusReport> status,
            Function<String, Optional<ExplainReport>> explain,
            OperatorRequests requests) {
        this(socket, status, explain, requests, CONNECTION_LIFETIME);
    }

    ControlServer(
            Path socket,
            Supplier<StatusReport> status,
            Function<String, Optional<ExplainReport>> explain,
            OperatorRequests requests,
            Duration connectionLifetime) {
        this.socket = new SocketFile(socket);
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setName("control");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        server = new Server(threads);

        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(MOST_REQUEST_BYTES);
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.setPersistentConnectionsEnabled(false);

        UnixDomainServerConnector connector =
                new UnixDomainServerConnector(server, 0, 1, new HttpConnectionFactory(http));
        connector.setUnixDomainPath(this.socket.hidden());
        connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        connector.setAcceptQueueSize(MOST_CONNECTIONS);
        connector.addBean(new ConnectionLifetime(connector.getScheduler(), connectionLifetime));
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));

        ReportJson json = new ReportJson();
        server.setErrorHandler(new JsonErrorHandler(json));
        server.setHandler(new ControlHandler(json, status, explain, requests));
    }

    /**
     * Opens the socket. A socket that a crashed daemon left behind is replaced.
     *
     * @throws IOException where it cannot be opened, with a sentence that says why: its path is too long, something else
     *     stands in its place, another daemon answers on it, or the folder does not allow it
     */
    public void start() throws IOException {
        socket.prepare();
        try {
            server.start();
            socket.publish();
        } catch (Exception e) {
            close();
            throw new IOException(socket + " cannot be opened: " + e.getMessage() + ".", e);
        }
    }

    /** Closes and removes the socket. */
    @Override
    public void close() {
        try {
            socket.remove();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "{0} cannot be removed: {1}.", socket, e.getMessage());
        }
        LifeCycle.stop(server);
    }
}
