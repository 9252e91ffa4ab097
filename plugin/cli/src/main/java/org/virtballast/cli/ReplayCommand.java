/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.report.CycleReport;
import org.virtballast.sim.Replay;
import org.virtballast.sim.ReplayJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virt-ballast replay FILE}: what policies would have wanted in a recording. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Shows each policy what the recorded one was shown, cycle after cycle, and prints where they want something else,"
                    + " and why. What a policy wants has no effect on what it is shown next: that is what came of what was"
                    + " done then. No daemon is asked and no guest is touched.",
            "A difference is printed when it begins or changes, not in each cycle that it lasts."
        })
final class ReplayCommand implements Callable<Integer> {
    private final ReplayText text;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "A recording; the files that it was continued from, FILE.1 and so on, come first.")
    private Path file;

    @Mixin
    private PolicyOptions policies;

    @Option(
            names = "--least",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            defaultValue = "16MiB",
            description =
                    "Two sizes in the same direction differ where they are so far apart. Default: ${DEFAULT-VALUE}.")
    private long least;

    @Option(names = "--json", description = "Print a line of JSON for each cycle, and for each policy at the end.")
    private boolean json;

    private Optional<UUID> run = Optional.empty();
    private long last;
    private long shown;

    ReplayCommand(ReplayText text) {
        this.text = text;
    }

    @Override
    public Integer call() throws PolicyLoadException, RecordingException {
        if (least < 1) {
            throw new ParameterException(spec.commandLine(), "--least is 0, and 1 byte or more is allowed");
        }
        Replay replay = new Replay(makers(), least);
        List<Path> parts = new RecordingFiles(file).present();
        if (!parts.contains(file)) {
            throw new RecordingException("The recording " + file + " cannot be read: there is no such file.");
        }
        for (Path part : parts) {
            read(part, replay);
        }
        if (shown == 0) {
            throw new RecordingException(file + " holds no cycle in which a policy was shown anything.");
        }
        return end(replay.summaries());
    }

    private Map<String, Replay.Maker> makers() {
        Map<String, Replay.Maker> makers = new LinkedHashMap<>();
        for (String policy : policies.names()) {
            makers.put(policy, settings -> policies.load(policy, settings).policy());
        }
        return makers;
    }

    private void read(Path part, Replay replay) throws PolicyLoadException, RecordingException {
        try (RecordingReader reader = new RecordingReader(part)) {
            for (Optional<RecordingLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                if (line.get().run().isPresent()) {
                    begin(line.get().run().get(), replay);
                }
                if (line.get().cycle().isPresent()) {
                    show(line.get().cycle().get(), replay);
                }
            }
            if (reader.cut()) {
                remark(part + " ends in the middle, as one does that is still written or whose writer was killed.");
            }
        } catch (IOException e) {
            throw new RecordingException("The recording " + part + " cannot be read: " + Reasons.of(e) + ".", e);
        }
    }

    /** A file that goes on with a recording begins with the run that it goes on with. */
    private void begin(RecordingLine.Run next, Replay replay) throws PolicyLoadException {
        if (run.equals(Optional.of(next.id()))) {
            return;
        }
        if (run.isPresent()) {
            remark("After cycle " + last + " the daemon was started anew: all policies begin without memory.");
            replay.restart();
            last = 0;
        }
        run = Optional.of(next.id());
    }

    private void show(CycleReport cycle, Replay replay) throws PolicyLoadException {
        if (last == 0 && cycle.number() > 1) {
            remark("The recording begins with cycle " + cycle.number()
                    + ": the recorded policy knew what was before, those that are shown it now do not.");
        } else if (last > 0 && cycle.number() > last + 1) {
            remark("The cycles from " + (last + 1) + " to " + (cycle.number() - 1) + " are missing.");
        }
        last = cycle.number();
        shown += cycle.view().isPresent() ? 1 : 0;
        List<Replay.Difference> differences = replay.next(cycle);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ReplayJson.line(cycle, differences));
        } else {
            text.differences(cycle, differences).forEach(out::println);
        }
    }

    private int end(List<Replay.Summary> summaries) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            summaries.forEach(summary -> out.println(ReplayJson.line(summary)));
        } else {
            text.summaries(summaries).forEach(out::println);
        }
        boolean failed = false;
        for (Replay.Summary summary : summaries) {
            if (summary.firstFailure().isPresent()) {
                failed = true;
                remark("The policy '" + summary.policy() + "' failed in " + summary.failures() + " of "
                        + summary.cycles() + " cycles, in the first of them with: "
                        + summary.firstFailure().get() + ".");
            }
        }
        return failed ? 1 : 0;
    }

    /** What is no part of the comparison: those who read that as JSON read only that. */
    private void remark(String sentence) {
        spec.commandLine().getErr().println(Terminal.safe(sentence));
    }
}
