/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.virtballast.core.report.MoveReport;
import org.virtballast.core.report.StatusReport;

/** The resizes that one status after the other told of, the last first. */
final class SeenMoves {
    /** More than any terminal has rows for them. */
    private static final int MOST = 100;

    private final Deque<Seen> moves = new ArrayDeque<>();

    /** A resize of a guest. */
    record Seen(UUID id, String domain, MoveReport move) {}

    void add(StatusReport report) {
        Set<Seen> known = new HashSet<>(moves);
        report.domains().stream()
                .flatMap(domain -> domain.lastMove().stream().map(move -> new Seen(domain.id(), domain.name(), move)))
                .filter(seen -> !known.contains(seen))
                .sorted(Comparator.comparing(seen -> seen.move().time()))
                .forEach(moves::addFirst);
        while (moves.size() > MOST) {
            moves.removeLast();
        }
    }

    List<Seen> lastFirst() {
        return new ArrayList<>(moves);
    }
}
