/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.virtballast.cli.ControlException;
import org.virtballast.core.report.DomainReport;
import org.virtballast.spi.ByteSize;

/**
 * Real guests, and a daemon that wants for them the sizes a test says, within the budget a test says. Only the policy is a
 * test's; whatever guards the guests is the daemon's own. Closing it removes the guests, the daemon and the hook.
 */
final class ScriptedHost implements AutoCloseable {
    /** What is to come true does so by then, on a busy machine too. */
    static final Duration SOON = Duration.ofSeconds(90);

    /** How long the daemon follows a move before it withdraws it. */
    static final Duration MOVE_DEADLINE = Duration.ofSeconds(5);

    /** How long the daemon leaves a domain alone that somebody else resized. */
    static final Duration OPERATOR_HOLD = Duration.ofSeconds(10);

    private final Tree tree = Tree.find();
    private final List<Guest> guests = new CopyOnWriteArrayList<>();
    private final Map<String, String> wanted = new TreeMap<>();
    private final long budget;
    private Optional<DaemonProcess> daemon = Optional.empty();
    private boolean restoreOnStop;

    /** A host without guests and without a daemon yet, with a budget for its guests beside what other domains hold. */
    ScriptedHost(int budgetMib) {
        budget = Host.heldByDomains() + budgetMib * ByteSize.MIB;
    }

    Tree tree() {
        return tree;
    }

    /** What all domains may hold together, in bytes. */
    long budget() {
        return budget;
    }

    /** Starts a guest, without a tier counter, and waits for nothing. Safe to call from several threads. */
    Guest start(String name, String... options) {
        List<String> all = new ArrayList<>(List.of("--plain"));
        all.addAll(List.of(options));
        Guest guest = Guest.start(tree, name, all.toArray(String[]::new));
        guests.add(guest);
        return guest;
    }

    /** Starts a guest, as {@link #start}, and waits until the daemon that runs may resize it. */
    Guest startNormal(String name, String... options) throws IOException, ControlException {
        Guest guest = start(name, options).booted();
        awaitCondition(guest, "normal");
        return guest;
    }

    /** Starts a daemon that knows nothing of earlier ones. */
    void startDaemon() throws IOException {
        stopDaemon();
        wanted.clear();
        Files.deleteIfExists(DaemonProcess.RUNTIME.resolve("state"));
        Files.deleteIfExists(DaemonProcess.RUNTIME.resolve("views"));
        PolicyJars.pack(DaemonProcess.policies(tree).resolve("scripted.jar"), ScriptedPolicyFactory.class);
        restartDaemon();
    }

    /** Starts a daemon that goes on where the last one ended, however it did. */
    void restartDaemon() throws IOException {
        stopDaemon();
        daemon = Optional.of(DaemonProcess.start(tree, configuration(), Map.of()));
    }

    void stopDaemon() throws IOException {
        if (daemon.isPresent()) {
            daemon.get().close();
            daemon = Optional.empty();
        }
    }

    DaemonProcess daemon() {
        return daemon.orElseThrow(() -> new IllegalStateException("no daemon runs"));
    }

    /** From the next cycle on the policy wants a size for a guest, beside what it wants already. */
    void want(Guest guest, int mib) throws IOException {
        want(Map.of(guest, mib));
    }

    /** As {@link #want(Guest, int)}, for several guests at once. */
    void want(Map<Guest, Integer> sizes) throws IOException {
        sizes.forEach((guest, mib) -> wanted.put(guest.domain(), mib + "MiB"));
        daemon().reconfigure(configuration());
    }

    /** From now on the daemon gives back what it took when it stops. */
    void restoreOnStop() throws IOException {
        restoreOnStop = true;
        daemon().reconfigure(configuration());
    }

    /** Runs the command, as an operator would. */
    String command(String... words) {
        List<String> command = new ArrayList<>(List.of(
                tree.path("packaging/bin/virt-ballast").toString(),
                "--socket",
                DaemonProcess.RUNTIME.resolve("control.sock").toString()));
        command.addAll(List.of(words));
        return Program.check(command.toArray(String[]::new));
    }

    private Map<String, String> configuration() {
        StringBuilder sizes = new StringBuilder();
        wanted.forEach((domain, size) ->
                sizes.append(domain).append(" = ").append(size).append(System.lineSeparator()));
        return Map.of(
                "daemon",
                        lines(
                                "mode = auto",
                                "rebalance-interval = 1s",
                                "restore-on-stop = " + (restoreOnStop ? "yes" : "no")),
                "host", lines("budget = " + budget / ByteSize.MIB + "MiB"),
                "policy", lines("name = scripted"),
                "policy.scripted", sizes.toString(),
                "access", lines("source = none"),
                "limits",
                        lines(
                                "max-step = 100%",
                                "cooldown = 0s",
                                "move-deadline = " + MOVE_DEADLINE.toSeconds() + "s",
                                "operator-hold = " + OPERATOR_HOLD.toSeconds() + "s"));
    }

    private static String lines(String... lines) {
        return String.join(System.lineSeparator(), lines);
    }

    /** Whether the daemon that runs now asked a guest for a size. */
    boolean asked(Guest guest, int mib) throws IOException {
        String move = " to " + ByteSize.format(mib * ByteSize.MIB) + ": ";
        return daemon().log()
                .lines()
                .anyMatch(line -> line.contains(": " + guest.domain() + ": ") && line.contains(move));
    }

    void awaitAsked(Guest guest, int mib) throws IOException {
        daemon().await(guest.domain() + " is asked for " + mib + " MiB", SOON, () -> asked(guest, mib));
    }

    /** What the last cycle saw of a guest. */
    Optional<DomainReport> report(Guest guest) throws ControlException {
        return Cycles.domain(daemon().status(), guest.domain());
    }

    /** Whether the daemon that runs now took a guest to be resized by somebody else, once or more. */
    boolean wasHeld(Guest guest) throws IOException {
        return daemon().log().contains(": " + guest.domain() + ": somebody else resized it");
    }

    /** Waits until so many cycles more have ended. */
    void awaitCycles(int count) throws IOException, ControlException {
        long goal = daemon().status().cycle() + count;
        daemon().await(
                        count + " cycles have ended",
                        SOON,
                        () -> daemon().status().cycle() >= goal);
    }

    /** Waits until a cycle saw a guest so, and returns what it saw. */
    DomainReport await(String what, Guest guest, Predicate<DomainReport> so) throws IOException, ControlException {
        daemon().await(
                        guest.domain() + " " + what,
                        SOON,
                        () -> report(guest).filter(so).isPresent());
        return report(guest).orElseThrow();
    }

    DomainReport awaitCondition(Guest guest, String condition) throws IOException, ControlException {
        return await("is " + condition, guest, report -> report.condition().equals(condition));
    }

    /** Waits until a guest has a size, and nothing of it is under way. */
    DomainReport awaitSize(Guest guest, int mib) throws IOException, ControlException {
        long size = mib * ByteSize.MIB;
        return await("has " + mib + " MiB", guest, report -> report.current() == size && report.target() == size);
    }

    @Override
    public void close() throws IOException {
        try {
            stopDaemon();
        } finally {
            Guest.destroy(tree, guests);
            Program.check(tree.script("hook"), "remove");
        }
    }
}
