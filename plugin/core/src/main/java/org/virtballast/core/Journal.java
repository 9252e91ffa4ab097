/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.core.report.CycleReport;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.LeverReport;
import org.virtballast.core.report.MoveReport;
import org.virtballast.spi.HostView;

/**
 * Keeps what the cycles saw, decided and did, in memory and bounded: the last cycles whole, and of each domain the last
 * decisions. Status, explain and recordings read it. Safe for use by several threads.
 */
public final class Journal {
    /** Decisions kept of a domain. */
    static final int ENTRIES = 60;

    /** Domains kept, those that are gone included: the least recently seen make room. */
    static final int DOMAINS = 1024;

    /** A number with its unit; digits within a word, such as those of a name, are none. */
    private static final Pattern FIGURE = Pattern.compile("(?<![\\w.-])-?\\d+(?:\\.\\d+)?(?:[KMGT]iB|B)?(?![\\w-])");

    private final Map<UUID, History> histories = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, History> eldest) {
            return size() > DOMAINS;
        }
    };

    private final RecentCycles recent = new RecentCycles();
    private Optional<CycleRecord> last = Optional.empty();

    /** What is kept of one domain. */
    private static final class History {
        private String name;
        private LeverReport lever;
        private List<String> problems = List.of();
        private Optional<MoveReport> lastMove = Optional.empty();
        private final Deque<ExplainReport.Entry> entries = new ArrayDeque<>();

        void see(ObservedDomain domain) {
            name = domain.view().name();
            lever = domain.lever();
            problems = domain.problems();
        }
    }

    synchronized void record(CycleRecord cycle) {
        last = Optional.of(cycle);
        recent.add(cycle);
        cycle.observation().ifPresent(observation -> observation.domains().forEach(domain -> note(cycle, domain)));
    }

    /** The last cycle; empty before the first. */
    synchronized Optional<CycleRecord> last() {
        return last;
    }

    /**
     * Cycles that are still remembered in full, the oldest first: those after one, or the first of them where there are many.
     *
     * @param number counts from 1; 0 for all
     */
    public synchronized List<CycleReport> cyclesAfter(long number) {
        return recent.after(number);
    }

    /** What the policy of a name was shown last, as far as that is still remembered; the oldest first. */
    public synchronized List<HostView> shown(String policy) {
        return recent.shown(policy);
    }

    /** The last resize a domain was asked for. */
    synchronized Optional<MoveReport> lastMove(UUID id) {
        return Optional.ofNullable(histories.get(id)).flatMap(history -> history.lastMove);
    }

    /** The last decisions about a domain, named by its name or its UUID; empty where none is known by it. */
    public synchronized Optional<ExplainReport> explain(String nameOrId) {
        return histories.entrySet().stream()
                .filter(entry -> entry.getValue().name.equals(nameOrId)
                        || entry.getKey().toString().equalsIgnoreCase(nameOrId))
                // The map runs from the least to the most recently seen: of two domains of one name, the younger
                // counts.
                .reduce((older, younger) -> younger)
                .map(entry -> new ExplainReport(
                        entry.getKey(),
                        entry.getValue().name,
                        entry.getValue().lever,
                        entry.getValue().problems,
                        new ArrayList<>(entry.getValue().entries)));
    }

    private void note(CycleRecord cycle, ObservedDomain domain) {
        UUID id = domain.view().id();
        History history = histories.computeIfAbsent(id, key -> new History());
        history.see(domain);
        List<Outcome> outcomes = cycle.outcomes().stream()
                .filter(outcome -> outcome.move().id().equals(id))
                .toList();
        for (Outcome outcome : outcomes) {
            history.lastMove = Optional.of(new MoveReport(
                    cycle.number(),
                    cycle.time(),
                    outcome.move().from(),
                    outcome.move().to(),
                    outcome.move().reason(),
                    Decisions.label(outcome)));
        }
        append(history, cycle, Decisions.of(cycle, domain));
    }

    /** Decisions in a row that differ only in their figures are one entry, with the youngest figures. */
    private static void append(History history, CycleRecord cycle, Decisions.Decision decision) {
        ExplainReport.Entry before = history.entries.peekLast();
        boolean same = before != null
                && decision.repeats()
                && before.kind().equals(decision.kind())
                && withoutFigures(before.sentence()).equals(withoutFigures(decision.sentence()));
        if (same) {
            history.entries.removeLast();
        }
        history.entries.addLast(new ExplainReport.Entry(
                same ? before.firstCycle() : cycle.number(),
                cycle.number(),
                same ? before.time() : cycle.time(),
                decision.kind(),
                decision.sentence()));
        if (history.entries.size() > ENTRIES) {
            history.entries.removeFirst();
        }
    }

    private static String withoutFigures(String sentence) {
        return FIGURE.matcher(sentence).replaceAll("#");
    }
}
