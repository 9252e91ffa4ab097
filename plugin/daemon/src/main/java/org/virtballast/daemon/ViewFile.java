/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.virtballast.core.policy.LoadedPolicy;
import org.virtballast.core.report.CycleReport.DecidingPolicy;
import org.virtballast.core.report.RecordReader;
import org.virtballast.daemon.control.ReportJson;
import org.virtballast.sim.JsonTree;
import org.virtballast.spi.HostView;

/**
 * What the policy was shown last, kept over a restart, so that it knows afterwards what it knew: a line of JSON for the policy,
 * and one a view. It is written when the daemon stops and read once; whatever is wrong with it, the policy begins anew, which
 * is what it did when it was installed.
 */
final class ViewFile {
    private static final System.Logger LOG = System.getLogger(ViewFile.class.getName());

    /** An upgrade takes seconds; after more, guests are doing something else. */
    static final Duration MOST_AGE = Duration.ofMinutes(2);

    /** Far above what the cycles that are remembered take; more is not ours. */
    private static final long MOST_BYTES = 8 << 20;

    private final ReportJson json = new ReportJson();
    private final Path file;

    ViewFile(Path file) {
        this.file = file;
    }

    /** Keeps views; never throws, for a full disk must not hold up a stop. */
    void keep(LoadedPolicy policy, List<HostView> views) {
        try {
            // Older ones are worse than none.
            Files.deleteIfExists(file);
            if (views.isEmpty()) {
                return;
            }
            OwnFile.replace(file, writer -> {
                writer.write(json.line(owner(policy)) + "\n");
                for (HostView view : views) {
                    writer.write(json.line(view) + "\n");
                }
            });
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "{0} cannot be written ({1}): the policy begins with no memory of what was.",
                    file,
                    e.toString());
        }
    }

    /** Takes what was kept of that policy with those settings, lately; empty where nothing was, or nothing that can be used. */
    List<HostView> take(LoadedPolicy policy, Instant now) {
        try {
            OwnFile.require(file, MOST_BYTES);
            List<String> lines = Files.readAllLines(file);
            // Whatever comes of it, it does not come again at the next start.
            Files.delete(file);
            return lines.isEmpty() ? List.of() : parse(lines, policy, now);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(
                    Level.WARNING,
                    "{0} is not used ({1}): the policy begins with no memory of what was.",
                    file,
                    e.getMessage());
            remove();
            return List.of();
        }
    }

    private static List<HostView> parse(List<String> lines, LoadedPolicy policy, Instant now) throws IOException {
        Object owner = RecordReader.read(JsonTree.parse(lines.get(0)), DecidingPolicy.class);
        List<HostView> views = new ArrayList<>();
        if (!owner.equals(owner(policy))) {
            return views;
        }
        for (String line : lines.subList(1, lines.size())) {
            views.add((HostView) RecordReader.read(JsonTree.parse(line), HostView.class));
        }
        Duration age = views.isEmpty()
                ? Duration.ZERO
                : Duration.between(views.get(views.size() - 1).time(), now);
        boolean late = age.isNegative() || age.compareTo(MOST_AGE) > 0;
        return late ? List.of() : views;
    }

    private static DecidingPolicy owner(LoadedPolicy policy) {
        return new DecidingPolicy(policy.name(), policy.settings().values());
    }

    private void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} stays: {1}", file, e.toString());
        }
    }
}
