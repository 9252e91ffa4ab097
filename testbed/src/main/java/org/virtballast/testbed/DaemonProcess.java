/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.virtballast.cli.ControlClient;
import org.virtballast.cli.ControlException;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.StatusReport;

/** The daemon as just built, as a process of its own, with files of its own. */
final class DaemonProcess implements AutoCloseable {
    /** Where the testbed's copy of the hook writes to, and the daemon's control socket is. */
    static final Path RUNTIME = Path.of("/run/vbtest");

    /** Where jars may be dropped in; below a folder that is root's alone, as the daemon wants it. */
    static final Path DROP_INS = RUNTIME.resolve("policies.d");

    private static final List<String> POLICIES =
            List.of("hit-ratio", "headroom", "idle-tax", "maxmem", "proportional", "static");

    private static final Duration START_DEADLINE = Duration.ofSeconds(30);
    private static final Duration RELOAD_DEADLINE = Duration.ofSeconds(30);

    private final Tree tree;
    private final Process process;
    private final Path folder;
    private final ControlClient client;

    private DaemonProcess(Tree tree, Process process, Path folder) {
        this.tree = tree;
        this.process = process;
        this.folder = folder;
        this.client = new ControlClient(RUNTIME.resolve("control.sock"));
    }

    /**
     * Starts the daemon and waits for its first cycle.
     *
     * @param configuration the text of its configuration file, without {@code runtime-directory} and
     *     the folders of policies, by section
     * @param environment what is added to its environment
     */
    static DaemonProcess start(Tree tree, Map<String, String> configuration, Map<String, String> environment)
            throws IOException {
        DaemonProcess daemon = launch(tree, configuration, environment);
        daemon.awaitOrClose("has run a cycle", START_DEADLINE, daemon::answers);
        return daemon;
    }

    /** Starts the daemon and waits for nothing; as {@link #start} otherwise. */
    static DaemonProcess launch(Tree tree, Map<String, String> configuration, Map<String, String> environment)
            throws IOException {
        Path folder = Files.createTempDirectory("vbtest-daemon");
        Path file = folder.resolve("virt-ballast.conf");
        Files.writeString(file, text(tree, configuration));
        ProcessBuilder builder =
                new ProcessBuilder(tree.path("packaging/bin/virt-ballastd").toString(), "--config", file.toString());
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("log").toFile());
        builder.redirectInput(new File("/dev/null"));
        Program.check(tree.script("clean"), "--daemon");
        Process process = builder.start();
        // Where testbed/clean finds it, should this run be killed.
        Files.createDirectories(RUNTIME);
        Files.writeString(RUNTIME.resolve("daemon.pid"), Long.toString(process.pid()));
        return new DaemonProcess(tree, process, folder);
    }

    /** What a built tree has instead of a folder with all policies. */
    private static String shipped(Tree tree) {
        return POLICIES.stream()
                .map(policy -> tree.path("policies/" + policy + "/target").toString())
                .collect(Collectors.joining(", "));
    }

    /** Where jars with policies of the testbed's own may be put, for the daemon to find. */
    static Path policies(Tree tree) {
        return tree.path("testbed/target/policies");
    }

    /** Changes its configuration file and has it read again; returns when that is done. */
    void reconfigure(Map<String, String> configuration) throws IOException {
        long before = timesRead();
        Files.writeString(configuration(), text(tree, configuration));
        signal("HUP");
        await("the daemon has read its configuration again", RELOAD_DEADLINE, () -> alive() && timesRead() > before);
    }

    private long timesRead() throws IOException {
        return log().lines()
                .filter(line -> line.endsWith(configuration() + " read again"))
                .count();
    }

    /** Waits until it says that it runs, which it does when it is ready. */
    void awaitReady(Duration deadline) throws IOException {
        awaitOrClose(
                "is ready", deadline, () -> alive() && log().contains("virt-ballastd") && log().contains(" runs: "));
    }

    private void awaitOrClose(String what, Duration deadline, Callable<Boolean> condition) throws IOException {
        boolean held = false;
        try {
            await("the daemon " + what, deadline, condition);
            held = true;
        } finally {
            if (!held) {
                close();
            }
        }
    }

    /** As {@link Eventually#await}; where it is in vain, the daemon's log is told too. */
    void await(String what, Duration deadline, Callable<Boolean> condition) throws IOException {
        try {
            Eventually.await(what, deadline, condition);
        } catch (IllegalStateException e) {
            String end = process.isAlive() ? "" : "; the daemon ended with " + process.exitValue();
            throw new IllegalStateException(e.getMessage() + end + "; its log: " + log(), e);
        }
    }

    private static String text(Tree tree, Map<String, String> sections) {
        StringBuilder text = new StringBuilder();
        String own = "runtime-directory = " + RUNTIME + System.lineSeparator() + "policy-directories = "
                + shipped(tree) + ", " + policies(tree) + System.lineSeparator() + "drop-in-directories = " + DROP_INS
                + System.lineSeparator();
        text.append("[daemon]").append(System.lineSeparator()).append(own);
        text.append(sections.getOrDefault("daemon", "")).append(System.lineSeparator());
        sections.forEach((section, lines) -> {
            if (!section.equals("daemon")) {
                text.append('[').append(section).append(']').append(System.lineSeparator());
                text.append(lines).append(System.lineSeparator());
            }
        });
        return text.toString();
    }

    private boolean alive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the daemon ended with " + process.exitValue());
        }
        return true;
    }

    private boolean answers() {
        try {
            return alive() && client.status().cycle() > 0;
        } catch (ControlException e) {
            return false;
        }
    }

    StatusReport status() throws ControlException {
        return client.status();
    }

    /** What it decided about a domain of late. */
    ExplainReport explain(String domain) throws ControlException {
        return client.explain(domain);
    }

    /** Its configuration file. */
    Path configuration() {
        return folder.resolve("virt-ballast.conf");
    }

    long pid() {
        return process.pid();
    }

    /** What it logged so far. */
    String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /** Sends it a signal by name. */
    void signal(String name) {
        Program.check("kill", "-" + name, Long.toString(process.pid()));
    }

    /** Ends it without a warning, as a crash does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Stops it as a service manager would; returns its exit status. */
    int stop(Duration deadline) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the daemon did not stop within " + deadline);
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        for (String name : List.of("virt-ballast.conf", "log")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.deleteIfExists(folder);
    }
}
