/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.virtballast.core.DomainRegistry;
import org.virtballast.core.EnginePorts;
import org.virtballast.core.port.AccessCounter;
import org.virtballast.core.port.HostClock;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.report.SetupReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.daemon.config.BallastConfiguration;
import org.virtballast.daemon.config.ConfigurationException;
import org.virtballast.daemon.config.ConfigurationReader;
import org.virtballast.daemon.control.ControlServer;
import org.virtballast.daemon.systemd.ServiceNotifier;
import org.virtballast.libvirt.DomainXml;
import org.virtballast.libvirt.LibvirtHypervisor;

/** The daemon: everything, wired. What was started is stopped in the reverse order. */
public final class BallastDaemon implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BallastDaemon.class.getName());
    private static final Duration MOST_STOP = Duration.ofMillis(1_500);

    /** Less than the unit's TimeoutStopSec, so that the daemon ends by itself. */
    private static final Duration MOST_RESTORE = Duration.ofSeconds(25);

    private static final String RESTART =
            "Changes of uri and runtime-directory under [daemon], of near-nodes under [host]"
                    + " and of [access] wait for a restart: systemctl restart virt-ballast.";

    /** Where the kernel's files are. */
    private static final Path HOST = Path.of("/");

    /** The first try to connect may take so long before the cycles start without it. */
    private static final Duration FIRST_CONNECT = Duration.ofSeconds(1);

    private final Path file;
    private final HostClock clock;
    private final ServiceNotifier notifier;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /** What others find us by; closed before anything that may take its time. */
    private final Deque<AutoCloseable> doors = new ArrayDeque<>();

    /** What of it waits for a restart is judged by this, however often it was read since. */
    private final BallastConfiguration atStart;

    private volatile BallastConfiguration configuration;

    /** What the last reload did not take over; a reload is asked for by a signal, which has no answer. */
    private volatile Optional<String> reloadProblem = Optional.empty();

    private Engine engine;
    private CycleSchedule schedule;
    private Heartbeat heartbeat;
    private LibvirtLink libvirt;
    private DomainRegistrar registrar;
    private SetupReport setup;

    private BallastDaemon(Path file, BallastConfiguration configuration, HostClock clock, ServiceNotifier notifier) {
        this.file = file;
        this.clock = clock;
        this.atStart = configuration;
        this.configuration = configuration;
        this.notifier = notifier;
    }

    /**
     * Starts the daemon as a configuration file says.
     *
     * @throws ConfigurationException where the file is wrong
     * @throws StartException where something that the file asks for is not to be had
     */
    static BallastDaemon start(Path file, HostClock clock, ServiceNotifier notifier)
            throws ConfigurationException, StartException {
        BallastDaemon daemon = new BallastDaemon(file, new ConfigurationReader().read(file), clock, notifier);
        boolean complete = false;
        try {
            daemon.start();
            complete = true;
            return daemon;
        } catch (IOException | IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
            throw new StartException(e.getMessage(), e);
        } finally {
            if (!complete) {
                daemon.close();
            }
        }
    }

    private void start() throws IOException, StartException {
        BallastConfiguration.Daemon settings = configuration.daemon();
        HostTiers tiers = new HostNodes(HOST).tiers(configuration.host().nearNodes());
        if (!tiers.far().isEmpty()) {
            LOG.log(
                    Level.INFO,
                    "Near memory is on {0}, far memory on {1}: {2}.",
                    nodes(tiers.near()),
                    nodes(tiers.far()),
                    tiers.source());
        }

        ScheduledExecutorService executor =
                Executors.newSingleThreadScheduledExecutor(task -> daemonThread(task, "registrar"));
        closeLater(() -> stop(executor));
        libvirt = closeLater(new LibvirtLink(
                settings.uri(),
                (listener, onLost) -> LibvirtHypervisor.connect(settings.uri(), listener, onLost, tiers),
                executor));
        DomainRegistry registry = new DomainRegistry();
        registrar = new DomainRegistrar(registry, libvirt, new DomainXml(tiers), clock, executor);
        AccessCounter counter = closeLater(AccessCounters.open(configuration.access(), clock));
        setup = AccessCounters.setup(tiers, counter);
        engine = new Engine(
                configuration,
                registry,
                new EnginePorts(
                        libvirt,
                        counter,
                        new NodeMonitor(HOST, tiers),
                        new StateFile(settings.runtimeDirectory().resolve("state")),
                        clock));

        // The socket comes first: it finds out whether another daemon runs, whose spool must not be touched.
        ControlServer server = new ControlServer(
                settings.controlSocket(),
                this::status,
                engine.journal()::explain,
                new OperatorDesk(new Pauses(engine.rebalancer(), registry), engine));
        doors.push(server);
        server.start();
        // The spool is there before the domains are listed: a domain that starts meanwhile is heard of either way.
        doors.push(HookSpool.open(settings.hookSpool(), registrar::hook, clock));
        awaitFirst(libvirt.open(registrar, registrar::registerRunning));
        heartbeat = new Heartbeat(clock, settings.rebalanceInterval());
        // Stopped after the schedule: no cycle may take again what is being given back.
        closeLater(this::restore);
        ViewFile views = new ViewFile(settings.runtimeDirectory().resolve("views"));
        engine.recall(views, clock.wall());
        closeLater(() -> engine.keep(views));
        schedule = closeLater(CycleSchedule.start(this::cycle, settings.rebalanceInterval()));
        watch();
    }

    /** Reads the configuration file again; where it is wrong, everything stays as it was, and log and status say why. */
    synchronized void reload() {
        try {
            BallastConfiguration changed = new ConfigurationReader().read(file);
            if (!changed.access().equals(configuration.access())) {
                // It waits for a restart, which must not fail then.
                AccessCounters.open(changed.access(), clock).close();
            }
            if (!changed.host().nearNodes().equals(configuration.host().nearNodes())) {
                HostTiers unused = new HostNodes(HOST).tiers(changed.host().nearNodes());
            }
            engine.reconfigure(changed);
            if (!changed.daemon()
                    .rebalanceInterval()
                    .equals(configuration.daemon().rebalanceInterval())) {
                heartbeat.interval(changed.daemon().rebalanceInterval());
                schedule.interval(changed.daemon().rebalanceInterval());
            }
            configuration = changed;
            reloadProblem = needsRestart(changed) ? Optional.of(RESTART) : Optional.empty();
            reloadProblem.ifPresent(problem -> LOG.log(Level.WARNING, problem));
            LOG.log(Level.INFO, "{0} read again", file);
        } catch (ConfigurationException | StartException | IllegalArgumentException | UnsupportedOperationException e) {
            String problem = e.getMessage() + " The configuration in force stays as it was.";
            reloadProblem = Optional.of(problem);
            LOG.log(Level.ERROR, "{0}", problem);
        }
    }

    private boolean needsRestart(BallastConfiguration changed) {
        return !changed.daemon().uri().equals(atStart.daemon().uri())
                || !changed.daemon().runtimeDirectory().equals(atStart.daemon().runtimeDirectory())
                || !changed.host().nearNodes().equals(atStart.host().nearNodes())
                || !changed.access().equals(atStart.access());
    }

    /** Stops everything. No guest is changed by it, but where {@code restore-on-stop} asks for that. */
    @Override
    public synchronized void close() {
        notifier.stopping();
        closeAll(doors);
        closeAll(started);
    }

    /** How long a stop may take: a call to libvirt that hangs must not hold up the host, but what is given back takes its time. */
    Duration mostStop() {
        return configuration.daemon().restoreOnStop() ? MOST_RESTORE : MOST_STOP;
    }

    private void restore() {
        if (configuration.daemon().restoreOnStop()) {
            engine.rebalancer().restore();
        }
    }

    private static void closeAll(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                // The rest must be stopped all the same.
                LOG.log(Level.WARNING, "While stopping: " + e.getMessage(), e);
            }
        }
    }

    private void cycle() {
        engine.cycle();
        heartbeat.beat();
    }

    private StatusReport status() {
        return engine.status(
                libvirt.connected(),
                registrar.lastHook(),
                registrar.lastStart(),
                setup,
                reloadProblem.stream().toList());
    }

    /** Looks after the cycles in a thread of its own, which never waits for libvirt. */
    private void watch() {
        Duration grace =
                notifier.watchdogInterval().orElse(configuration.daemon().rebalanceInterval());
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(task -> daemonThread(task, "watch"));
        closeLater(() -> stop(timer));
        ScheduledFuture<?> unused = timer.scheduleAtFixedRate(
                () -> {
                    if (heartbeat.alive(grace)) {
                        notifier.watchdog();
                    } else {
                        LOG.log(Level.WARNING, "No cycle has ended for too long; the next is brought forward.");
                        schedule.nudge();
                    }
                },
                0,
                grace.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Says that the daemon runs; to be called when it also can be stopped and told to reload. */
    void ready() {
        notifier.ready();
        LOG.log(
                Level.INFO,
                "virt-ballastd {0} runs: policy {1}, mode {2}, every {3} s",
                Version.current(),
                configuration.policy().name(),
                configuration.daemon().mode().label(),
                configuration.daemon().rebalanceInterval().toMillis() / 1000.0);
    }

    private <T extends AutoCloseable> T closeLater(T part) {
        started.push(part);
        return part;
    }

    private static String nodes(SortedSet<Integer> numbers) {
        return (numbers.size() == 1 ? "node " : "nodes ")
                + numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static void awaitFirst(Future<?> connect) throws StartException {
        try {
            connect.get(FIRST_CONNECT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.log(
                    Level.WARNING,
                    "libvirt has not answered within {0} ms; starting without it.",
                    FIRST_CONNECT.toMillis());
        } catch (ExecutionException e) {
            throw new StartException("The first connection failed unexpectedly: " + e.getCause() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("Interrupted while connecting.", e);
        }
    }

    private static Thread daemonThread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static void stop(ScheduledExecutorService executor) {
        executor.shutdownNow();
    }
}
