/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.virtballast.core.report.MoveReport;
import org.virtballast.core.report.StatusReport;

/** The resizes that one status after the other told of, the last first. */
final class SeenMoves {
    /** More than any terminal has rows for them. */
    private static final int MOST = 100;

    private final Deque<Seen> moves = new ArrayDeque<>();

    /** Of each guest: more guests may have been resized than are remembered here. */
    private final Map<UUID, Instant> last = new HashMap<>();

    /** A resize of a guest. */
    record Seen(UUID id, String domain, MoveReport move) {}

    void add(StatusReport report) {
        report.domains().stream()
                .flatMap(domain -> domain.lastMove().stream().map(move -> new Seen(domain.id(), domain.name(), move)))
                .filter(seen -> !seen.move()
                        .time()
                        .equals(last.put(seen.id(), seen.move().time())))
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
