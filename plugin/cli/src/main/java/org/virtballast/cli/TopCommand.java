/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.virtballast.core.report.StatusReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code virt-ballast top}: the guests, live. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Shows the guests live: their sizes and hit ratios as bars, and resizes as they happen. Keys are those of top(1):"
                    + " 'h' lists them, 'q' leaves.",
            "In the bars of sizes '=' is memory that a guest has, '+' what it is being given, '-' what is being taken from it;"
                    + " the whole is its maximum. In those of hit ratios '!' is where the one it should have is."
        })
final class TopCommand implements Callable<Integer> {
    /** Faster than anybody reads; more often would only make the daemon answer. */
    static final Duration LEAST_DELAY = Duration.ofMillis(100);

    static final Duration MOST_DELAY = Duration.ofDays(1);

    /** A daemon that hangs must not keep keys from being heard, and be given up before a shutdown of the JVM is. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How often it looks whether it is to end. */
    private static final Duration GLANCE = Duration.ofMillis(200);

    private final VirtBallast root;
    private final Surroundings surroundings;
    private final TopScreen screen;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-d", "--delay"},
            paramLabel = "DURATION",
            defaultValue = "1s",
            converter = DelayConverter.class,
            description = "From one look to the next: a duration, or a number of seconds; 100ms to 24h. Default:"
                    + " ${DEFAULT-VALUE}.")
    private Duration delay;

    @Option(
            names = {"-s", "--sort"},
            paramLabel = "ORDER",
            defaultValue = "lacking",
            description = "What comes first: the guest furthest below its wanted hit ratio (lacking), or by name, size,"
                    + " accesses or move. Default: ${DEFAULT-VALUE}.")
    private TopOrder order;

    @Option(
            names = {"-n", "--iterations"},
            paramLabel = "COUNT",
            description = "End after so many looks. Default: when 'q' is pressed.")
    private Integer iterations;

    @Option(
            names = {"-b", "--batch"},
            description = "Print each look as plain text, all guests in it: for files and programs such as watch(1).")
    private boolean batch;

    TopCommand(VirtBallast root, Surroundings surroundings, TopScreen screen) {
        this.root = root;
        this.surroundings = surroundings;
        this.screen = screen;
    }

    @Override
    public Integer call() throws ControlException {
        if (iterations != null && iterations < 1) {
            throw new ParameterException(spec.commandLine(), "--iterations must be at least 1");
        }
        OptionalInt looks = iterations == null ? OptionalInt.empty() : OptionalInt.of(iterations);
        Source source = new Source(root.client(PATIENCE));
        // Where there is nothing to show at all, the reason is said and no screen is taken.
        source.look();
        source.failIfNothing();
        TopView view = new TopView(order, delay);
        try (Interruption.Watch watch = surroundings.interruption().watch()) {
            if (batch) {
                print(source, view, looks, watch);
            } else {
                show(source, view, looks, watch);
            }
        }
        return 0;
    }

    private void print(Source source, TopView view, OptionalInt looks, Interruption.Watch watch) {
        PrintWriter out = spec.commandLine().getOut();
        for (int look = 1; ; look++) {
            screen.all(source.frame(), view)
                    .forEach(line -> out.println(line.toString().stripTrailing()));
            out.println();
            out.flush();
            // A pipe that nobody reads any more is no reason to go on.
            if (out.checkError() || look == looks.orElse(0)) {
                return;
            }
            watch.pause(view.delay());
            if (watch.over()) {
                return;
            }
            source.look();
        }
    }

    private void show(Source source, TopView view, OptionalInt looks, Interruption.Watch watch) {
        TopConsole console = surroundings
                .console()
                .open()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "top needs a terminal; --batch prints the same as plain text"));
        try (console) {
            int look = 1;
            long due = System.nanoTime() + view.delay().toNanos();
            TopView.Next next = TopView.Next.DRAW;
            while (next != TopView.Next.QUIT && !watch.over()) {
                if (next != TopView.Next.WAIT) {
                    console.draw(screen.page(source.frame(), view, console.columns(), console.rows()));
                }
                long left = due - System.nanoTime();
                Optional<String> key = console.key(left < GLANCE.toNanos() ? Duration.ofNanos(left) : GLANCE);
                next = key.map(pressed -> view.press(pressed, screen.page(console.rows())))
                        .orElse(TopView.Next.WAIT);
                // A shorter delay counts at once.
                due = Math.min(due, System.nanoTime() + view.delay().toNanos());
                if (next == TopView.Next.ASK || System.nanoTime() - due >= 0) {
                    if (look == looks.orElse(0)) {
                        return;
                    }
                    look++;
                    source.look();
                    next = TopView.Next.DRAW;
                    due = System.nanoTime() + view.delay().toNanos();
                }
            }
        }
    }

    /** What the daemon told, and whether it still does. */
    private static final class Source {
        private final ControlClient client;
        private final SeenMoves moves = new SeenMoves();
        private Optional<StatusReport> report = Optional.empty();
        private Optional<ControlException> trouble = Optional.empty();

        Source(ControlClient client) {
            this.client = client;
        }

        /** Asks; a daemon that is away for a moment may come back, so what it told last stays. */
        void look() {
            try {
                StatusReport status = client.status();
                moves.add(status);
                report = Optional.of(status);
                trouble = Optional.empty();
            } catch (ControlException e) {
                trouble = Optional.of(e);
            }
        }

        void failIfNothing() throws ControlException {
            if (report.isEmpty()) {
                throw trouble.orElseThrow();
            }
        }

        TopScreen.Frame frame() {
            return new TopScreen.Frame(
                    report.orElseThrow(), moves.lastFirst(), trouble.map(ControlException::getMessage));
        }
    }

    /** A duration as elsewhere, or a number of seconds as in top(1). */
    static final class DelayConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return TopView.delay(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is no duration from 100ms to 24h, such as 500ms, 2s or 2"));
        }
    }
}
