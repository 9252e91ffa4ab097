/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.idletax;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.virtballast.spi.Division;
import org.virtballast.spi.Division.Claim;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/**
 * Min-funding revocation with a tax on idle memory (Waldspurger, "Memory Resource Management in VMware ESX Server", OSDI 2002,
 * sections 5.1 and 5.2): memory goes from the domain that pays the least for a page to one that pays more. With <em>S</em>
 * shares (the weight) and <em>P</em> pages, of which the part <em>f</em> is in use, a domain pays
 * <em>S / (P · (f + k · (1 - f)))</em> for each, where an idle page costs <em>k = 1 / (1 - tax rate)</em>. All pay the same
 * where each holds in proportion to <em>S / (f + k · (1 - f))</em>: that is what is proposed.
 */
final class IdleTaxPolicy implements Policy {
    private final Tuning tuning;
    private final Map<UUID, Activity> activities = new HashMap<>();

    IdleTaxPolicy(Tuning tuning) {
        this.tuning = tuning;
    }

    @Override
    public Proposal propose(HostView host) {
        List<DomainView> movable = new ArrayList<>();
        List<Claim> claims = new ArrayList<>();
        Map<UUID, String> notes = new HashMap<>();
        Set<UUID> seen = new HashSet<>();
        long capacity = host.freeBudget();
        for (DomainView view : host.domains()) {
            Activity activity = activities.computeIfAbsent(view.id(), id -> new Activity());
            activity.see(view);
            seen.add(view.id());
            if (view.resizing()) {
                notes.put(view.id(), "its last resize is still under way");
            } else if (!view.eligibility().mayGive() && !view.eligibility().mayGet()) {
                notes.put(view.id(), view.eligibility().reason());
            } else {
                movable.add(view);
                claims.add(claim(view, activity.share()));
                capacity += view.current();
            }
        }
        activities.keySet().retainAll(seen);
        return propose(host, movable, parts(capacity, movable, claims), notes);
    }

    /** In proportion to its price alone: the minimum is part of what a domain holds, not beside it. */
    private Claim claim(DomainView view, double active) {
        double price = active + tuning.idlePrice() * (1 - active);
        return new Claim(0, view.bounds().max(), 1, view.weight() / price);
    }

    /** Who would have less than its minimum has that, and the others divide what is left. */
    private static long[] parts(long capacity, List<DomainView> movable, List<Claim> claims) {
        List<Claim> bounded = new ArrayList<>(claims);
        while (true) {
            long[] parts = Division.divide(capacity, bounded);
            boolean enough = true;
            for (int index = 0; index < parts.length; index++) {
                long least = movable.get(index).bounds().min();
                if (parts[index] < least) {
                    bounded.set(index, new Claim(least, least, 1, 0));
                    enough = false;
                }
            }
            if (enough) {
                return parts;
            }
        }
    }

    private Proposal propose(HostView host, List<DomainView> movable, long[] parts, Map<UUID, String> notes) {
        Map<UUID, Target> targets = new LinkedHashMap<>();
        List<Gain> gains = new ArrayList<>();
        for (int index = 0; index < parts.length; index++) {
            DomainView view = movable.get(index);
            int active = (int) Math.round(100 * activities.get(view.id()).share());
            String why = "it is taken to use " + active + " % of its memory";
            // Memory is only taken, or waited for, beyond the band; what is free is for whoever pays the most.
            boolean within = Math.abs(parts[index] - view.current()) <= tuning.band() * view.current()
                    && (parts[index] > view.current() ? host.freeBudget() <= 0 : host.freeBudget() >= 0);
            long size = within ? view.current() : view.towards(parts[index]);
            if (size < view.current()) {
                targets.put(view.id(), new Target(size, why + ", and others pay more for theirs"));
            } else if (size > view.current() && host.freeBudget() >= 0) {
                double pays = (double) parts[index] / Math.max(1, view.current());
                gains.add(new Gain(view.id(), pays, new Target(size, why + ", and pays more than others")));
            } else {
                notes.put(view.id(), whyKept(view, parts[index], within, why));
            }
        }
        // Where there is not enough for all, who pays the most for a page comes first.
        gains.sort(Comparator.comparingDouble(Gain::pays).reversed());
        gains.forEach(gain -> targets.put(gain.id(), gain.target()));
        return new Proposal(targets, notes);
    }

    private static String whyKept(DomainView view, long part, boolean within, String why) {
        boolean takes = part < view.current();
        boolean open = takes ? view.eligibility().mayGive() : view.eligibility().mayGet();
        if (within) {
            return why + ", and pays what others pay";
        }
        if (!open) {
            return view.eligibility().reason();
        }
        return view.towards(part) == view.current()
                ? why + ", and its lever and bounds allow no move towards its part"
                : why + ", and nothing is given while the guests hold more than the budget";
    }

    /**
     * A domain that is to get memory.
     *
     * @param pays what it pays for a page, beside what it would pay with its part
     */
    private record Gain(UUID id, double pays, Target target) {}
}
