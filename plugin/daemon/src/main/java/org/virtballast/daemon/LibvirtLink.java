/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainListener;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.Lever;
import org.virtballast.core.port.NearResidence;
import org.virtballast.spi.LeverKind;

/**
 * The hypervisor as long as the daemon lives: a libvirt connection, and after it is lost the next one. While there is none,
 * every call says so and nothing is assumed.
 */
final class LibvirtLink implements Hypervisor {
    private static final System.Logger LOG = System.getLogger(LibvirtLink.class.getName());
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);

    private final String uri;
    private final Connector connector;
    private final ScheduledExecutorService executor;

    /** The connection in use; absent while there is none. Written in the executor's thread, and at the end. */
    private volatile Optional<Hypervisor> connection = Optional.empty();

    private volatile boolean closed;

    /** Counts the connections, so that the loss of an older one does not end a newer. For the executor's thread alone. */
    private long connections;

    /** Makes a connection, whose events go to a listener and which says once, with the reason, when it is lost. */
    @FunctionalInterface
    interface Connector {
        Hypervisor connect(DomainListener listener, Consumer<String> onLost);
    }

    /**
     * Who uses the connections.
     *
     * @param listener hears of the domains
     * @param connected called once a connection is made
     */
    private record User(DomainListener listener, Runnable connected) {}

    /** Connects in the executor's thread. */
    LibvirtLink(String uri, Connector connector, ScheduledExecutorService executor) {
        this.uri = uri;
        this.connector = connector;
        this.executor = executor;
    }

    /**
     * Starts to connect.
     *
     * @param listener hears of the domains on every connection
     * @param connected called on every connection once it is made
     * @return done when the first try is, successful or not
     */
    Future<?> open(DomainListener listener, Runnable connected) {
        return executor.submit(() -> connect(new User(listener, connected), FIRST_RETRY));
    }

    /** Whether there is a connection now. */
    boolean connected() {
        return connection.isPresent();
    }

    private void connect(User user, Duration retry) {
        if (closed) {
            return;
        }
        try {
            long number = ++connections;
            connection = Optional.of(connector.connect(user.listener(), reason -> lost(number, reason, user)));
            user.connected().run();
            LOG.log(Level.INFO, "connected to {0}", uri);
        } catch (RuntimeException e) {
            disconnect();
            String sentence = e instanceof HypervisorException
                    ? e.getMessage()
                    : "the connection to " + uri + " fails unexpectedly: " + e;
            LOG.log(Level.WARNING, "{0}; trying again in {1} s", sentence, retry.toSeconds());
            Duration next = retry.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry.multipliedBy(2);
            schedule(() -> connect(user, next), retry);
        }
    }

    /** Called on the connection's own thread, which must not wait: all else happens in the executor's. */
    private void lost(long number, String reason, User user) {
        schedule(
                () -> {
                    if (number == connections && connection.isPresent()) {
                        LOG.log(Level.WARNING, "the connection to {0} is lost: {1}", uri, reason);
                        disconnect();
                        connect(user, FIRST_RETRY);
                    }
                },
                Duration.ZERO);
    }

    private void schedule(Runnable task, Duration delay) {
        try {
            // What these tasks throw they report themselves.
            Future<?> unused = executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "not scheduled: the daemon is stopping");
        }
    }

    private void disconnect() {
        Optional<Hypervisor> before = connection;
        connection = Optional.empty();
        try {
            before.ifPresent(Hypervisor::close);
        } catch (RuntimeException e) {
            // The next connection must be made all the same.
            LOG.log(Level.WARNING, "The connection to " + uri + " could not be closed.", e);
        }
    }

    private Hypervisor hypervisor() {
        return connection.orElseThrow(() -> new HypervisorException(
                HypervisorException.Kind.DISCONNECTED,
                "no connection to " + uri + "; nothing is resized until there is one"));
    }

    @Override
    public List<DomainDescription> running() {
        return hypervisor().running();
    }

    @Override
    public Optional<DomainDescription> describe(UUID id) {
        return hypervisor().describe(id);
    }

    @Override
    public Map<UUID, DomainSample> sample(Collection<DomainDescription> domains) {
        return hypervisor().sample(domains);
    }

    @Override
    public void setStatsPeriod(UUID id, Duration period) {
        hypervisor().setStatsPeriod(id, period);
    }

    @Override
    public Lever lever(LeverKind kind) {
        return (domain, bytes) -> hypervisor().lever(kind).resize(domain, bytes);
    }

    @Override
    public Optional<NearResidence> nearResidence(DomainDescription domain) {
        return hypervisor().nearResidence(domain);
    }

    @Override
    public void close() {
        closed = true;
        disconnect();
    }
}
