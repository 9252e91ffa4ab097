/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.idletax;

import java.util.ArrayList;
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
        return propose(host, movable, Division.divide(capacity, claims), notes);
    }

    /** In proportion to its price alone: the minimum is part of what a domain holds, not beside it. */
    private Claim claim(DomainView view, double active) {
        double price = active + tuning.idlePrice() * (1 - active);
        return new Claim(0, view.bounds().max(), 1, view.weight() / price);
    }

    private Proposal propose(HostView host, List<DomainView> movable, long[] shares, Map<UUID, String> notes) {
        Map<UUID, Target> takes = new LinkedHashMap<>();
        Map<UUID, Target> gives = new LinkedHashMap<>();
        for (int index = 0; index < shares.length; index++) {
            DomainView view = movable.get(index);
            long share = view.bounds().clamp(shares[index]);
            int active = (int) Math.round(100 * activities.get(view.id()).share());
            String why = "it is taken to use " + active + " % of its memory";
            boolean within = Math.abs(share - view.current()) <= tuning.band() * view.current();
            boolean open = share < view.current()
                    ? view.eligibility().mayGive()
                    : view.eligibility().mayGet();
            if (!open && share != view.current()) {
                notes.put(view.id(), view.eligibility().reason());
            } else if (within && host.freeBudget() >= 0) {
                notes.put(view.id(), why + ", and pays what others pay");
            } else if (share < view.current()) {
                takes.put(view.id(), new Target(share, why + ", and others pay more for theirs"));
            } else {
                gives.put(view.id(), new Target(share, why + ", and pays more than others"));
            }
        }
        takes.putAll(gives);
        return new Proposal(takes, notes);
    }
}
