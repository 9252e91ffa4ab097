/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/**
 * Guests whose hit ratio follows from their size, on a host that does what a policy proposes within the budget: takes at
 * once, gives from what was free before. A window in which a guest was resized is not judged.
 */
final class Plant {
    private final HitRatioPolicy policy;
    private final long budgetMib;
    private final List<Guest> guests = new ArrayList<>();

    /** A guest that spreads most of its accesses over a hot set. */
    static final class Guest {
        private final int number;
        private long mib;
        private long hotMib;
        private long before;
        private int moves;
        private int flips;
        private long lastMove;

        Guest(int number, long mib, long hotMib) {
            this.number = number;
            this.mib = mib;
            this.hotMib = hotMib;
            this.before = mib;
        }

        void hot(long changed) {
            hotMib = changed;
        }

        long mib() {
            return mib;
        }

        int moves() {
            return moves;
        }

        int flips() {
            return flips;
        }

        void forgetMoves() {
            moves = 0;
            flips = 0;
            lastMove = 0;
        }

        /** Concave, as caches are: 0 with nothing, 1 with the whole hot set. */
        double hitRatio() {
            double missing = Math.max(0, 1 - (double) mib / hotMib);
            return 1 - missing * missing;
        }

        private void resize(long changed) {
            long move = changed - mib;
            if (lastMove != 0 && Long.signum(move) != Long.signum(lastMove)) {
                flips++;
            }
            moves++;
            lastMove = move;
            mib = changed;
        }

        private DomainView view() {
            TestView view = TestView.of(number, mib).bounds(100, 8000);
            if (before == mib) {
                view.hits(hitRatio());
            } else {
                view.uncounted();
            }
            before = mib;
            return view.view();
        }
    }

    Plant(HitRatioPolicy policy, long budgetMib) {
        this.policy = policy;
        this.budgetMib = budgetMib;
    }

    Guest add(Guest guest) {
        guests.add(guest);
        return guest;
    }

    long heldMib() {
        return guests.stream().mapToLong(Guest::mib).sum();
    }

    void cycle() {
        long free = budgetMib - heldMib();
        Map<DomainView, Guest> views = new LinkedHashMap<>();
        guests.forEach(guest -> views.put(guest.view(), guest));
        HostView host = TestView.host(free, views.keySet().toArray(DomainView[]::new));
        Proposal proposal = policy.propose(host);
        long left = free;
        for (Map.Entry<DomainView, Guest> entry : views.entrySet()) {
            Target target = proposal.targets().get(entry.getKey().id());
            if (target == null) {
                continue;
            }
            Guest guest = entry.getValue();
            long wanted = target.bytes() / ByteSize.MIB - guest.mib;
            long change = Math.min(wanted, left);
            // As the core: less than 4 MiB is not worth a resize.
            if (Math.abs(change) >= 4) {
                guest.resize(guest.mib + change);
                left -= Math.max(0, change);
            }
        }
    }
}
