/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Says what was wrong in the spool: the first of a kind at once, then how much more there was, no more than once a minute. */
final class SpoolOddities {
    static final Duration PAUSE = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger(SpoolOddities.class.getName());

    private final String folder;
    private final Map<Kind, Tally> tallies = new EnumMap<>(Kind.class);

    /** What may be wrong with an entry. */
    enum Kind {
        FOREIGN("removed what has no name that the hook writes"),
        NO_FILE("removed what is no file"),
        TOO_LARGE("removed what is larger than any domain's XML"),
        UNREADABLE("removed what cannot be read"),
        GARBAGE("removed what the hook did not write"),
        FAILED("could not use an event"),
        ABANDONED("removed what a hook that died left behind"),
        STUCK("passes over what cannot be removed");

        private final String deed;

        Kind(String deed) {
            this.deed = deed;
        }
    }

    /** How many of a kind were not told of yet, and of the first of these. */
    private static final class Tally {
        private long untold;
        private String first = "";
        private Optional<Duration> lastTold = Optional.empty();

        boolean due(Duration now) {
            return untold > 0
                    && lastTold.map(told -> now.minus(told).compareTo(PAUSE) >= 0)
                            .orElse(true);
        }
    }

    SpoolOddities(String folder) {
        this.folder = folder;
    }

    /**
     * Notes one.
     *
     * @param entry its name
     * @param why in words that fit into brackets
     */
    void note(Kind kind, Object entry, String why) {
        Tally tally = tallies.computeIfAbsent(kind, key -> new Tally());
        if (tally.untold++ == 0) {
            tally.first = entry + " (" + why + ")";
        }
    }

    /**
     * Says what is due.
     *
     * @param now time since an arbitrary start; never goes back
     */
    void tell(Duration now) {
        tallies.forEach((kind, tally) -> {
            if (tally.due(now)) {
                LOG.log(
                        Level.WARNING,
                        "The hook spool {0} {1}: {2}{3}.",
                        folder,
                        kind.deed,
                        tally.first,
                        tally.untold == 1 ? "" : " and " + (tally.untold - 1) + " more");
                tally.untold = 0;
                tally.lastTold = Optional.of(now);
            }
        });
    }
}
