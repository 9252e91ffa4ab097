/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.headroom;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.Division;
import org.virtballast.spi.Division.Claim;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.GuestMemory;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/**
 * Keeps each guest at what it uses and a buffer, as Hyper-V's dynamic memory does and oVirt's MOM aims to. Where there is not
 * enough for all, each gets what it uses first, and the buffers are shared by weight. In a guest with a far cell what is
 * usable counts free far memory and says nothing of the near tier: it keeps its size.
 */
final class HeadroomPolicy implements Policy {
    private final Tuning tuning;
    private final Map<UUID, FaultRate> faults = new HashMap<>();

    HeadroomPolicy(Tuning tuning) {
        this.tuning = tuning;
    }

    /** What a domain uses, and what it should have. */
    private record Wish(DomainView view, long used, long wanted, String why) {
        Claim claim() {
            long least = view.bounds().clamp(used);
            return new Claim(least, Math.max(least, wanted), view.bounds().step(), view.weight());
        }
    }

    @Override
    public Proposal propose(HostView host) {
        List<Wish> wishes = new ArrayList<>();
        Map<UUID, String> notes = new HashMap<>();
        Set<UUID> seen = new HashSet<>();
        long capacity = host.freeBudget();
        for (DomainView view : host.domains()) {
            seen.add(view.id());
            FaultRate rate = faults.computeIfAbsent(view.id(), id -> new FaultRate());
            rate.see(view.memory(), host.sinceLast());
            if (view.resizing()) {
                notes.put(view.id(), "its last resize is still under way");
            } else if (!view.eligibility().mayGive() && !view.eligibility().mayGet()) {
                notes.put(view.id(), view.eligibility().reason());
            } else if (view.memory().isEmpty()) {
                notes.put(view.id(), "it does not say what it uses");
            } else if (view.farTier() == FarTier.CELL) {
                notes.put(
                        view.id(),
                        "what it has usable counts its far memory, so what it needs of the near tier is not known");
            } else {
                wishes.add(wish(view, view.memory().get(), rate.perSecond()));
                capacity += view.current();
            }
        }
        faults.keySet().retainAll(seen);
        long[] sizes =
                Division.divide(capacity, wishes.stream().map(Wish::claim).toList());
        return propose(host, wishes, sizes, notes);
    }

    private Wish wish(DomainView view, GuestMemory memory, double rate) {
        long used = Math.max(0, view.current() - memory.usable());
        if (rate > tuning.faultRate()) {
            // What it lacks does not show in what it uses: it is taken to be a buffer more than all that it has.
            long wanted = view.bounds().clamp((long) ((1 + tuning.buffer()) * view.current()));
            return new Wish(view, view.current(), wanted, "it reads back " + Math.round(rate) + " pages a second");
        }
        long wanted = view.bounds().clamp((long) ((1 + tuning.buffer()) * used));
        return new Wish(view, used, wanted, "it uses " + ByteSize.format(used));
    }

    private Proposal propose(HostView host, List<Wish> wishes, long[] sizes, Map<UUID, String> notes) {
        long lacking = 0;
        for (int index = 0; index < sizes.length; index++) {
            lacking += Math.max(0, sizes[index] - wishes.get(index).view().current());
        }
        long missing = lacking - host.freeBudget();
        Map<UUID, Target> targets = new LinkedHashMap<>();
        List<Gain> gains = new ArrayList<>();
        for (int index = 0; index < sizes.length; index++) {
            Wish wish = wishes.get(index);
            DomainView view = wish.view();
            long size = view.towards(sizes[index]);
            long change = size - view.current();
            if (change < 0 && missing > 0 && -change > tuning.slack() * view.current()) {
                targets.put(view.id(), new Target(size, wish.why() + ", and others lack their buffer"));
            } else if (change > 0 && host.freeBudget() >= 0) {
                double lacks = (double) change / Math.max(1, wish.wanted());
                gains.add(new Gain(view.id(), lacks, new Target(size, wish.why() + " and lacks its buffer")));
            } else {
                notes.put(view.id(), whyKept(wish, sizes[index], change));
            }
        }
        // Where there is not enough for all, who lacks the most of what it should have comes first.
        gains.sort(Comparator.comparingDouble(Gain::lacks).reversed());
        gains.forEach(gain -> targets.put(gain.id(), gain.target()));
        return new Proposal(targets, notes);
    }

    private static String whyKept(Wish wish, long size, long change) {
        DomainView view = wish.view();
        boolean open = size < view.current()
                ? view.eligibility().mayGive()
                : view.eligibility().mayGet();
        if (size != view.current() && !open) {
            return view.eligibility().reason();
        }
        return change > 0
                ? wish.why() + " and lacks its buffer, but nothing is given while the guests hold more than the budget"
                : wish.why() + " and has its buffer";
    }

    /**
     * A domain that is to get memory.
     *
     * @param lacks the share of what it should have that it lacks
     */
    private record Gain(UUID id, double lacks, Target target) {}
}
