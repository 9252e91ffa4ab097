/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.proportional;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.virtballast.spi.Division;
import org.virtballast.spi.Division.Claim;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/**
 * Shares what the domains may hold together by weight: each gets its minimum and of the rest a part in proportion to its
 * weight, up to its maximum, as xapi's squeezed and Proxmox VE do. Who may not be resized keeps its size, and the others share
 * what is left. While memory is still on its way what is free is given in proportion to what each lacks, so that no limit on
 * steps shifts shares.
 */
final class ProportionalPolicy implements Policy {
    @Override
    public Proposal propose(HostView host) {
        List<DomainView> movable = new ArrayList<>();
        List<Claim> claims = new ArrayList<>();
        Map<UUID, String> notes = new HashMap<>();
        long capacity = host.freeBudget();
        for (DomainView view : host.domains()) {
            if (view.eligibility().mayGive() || view.eligibility().mayGet()) {
                movable.add(view);
                claims.add(claim(view));
                capacity += Math.max(view.current(), view.target());
            } else {
                notes.put(view.id(), view.eligibility().reason());
            }
        }
        return propose(host, movable, Division.divide(capacity, claims), notes);
    }

    private static Proposal propose(HostView host, List<DomainView> movable, long[] shares, Map<UUID, String> notes) {
        long[] granted = grant(host.freeBudget(), movable, shares);
        Map<UUID, Target> targets = new LinkedHashMap<>();
        for (int index = 0; index < shares.length; index++) {
            DomainView view = movable.get(index);
            long share = shares[index];
            if (granted[index] < view.current()) {
                targets.put(view.id(), new Target(granted[index], "it has more than its share by weight"));
            } else if (granted[index] > view.current()) {
                targets.put(view.id(), new Target(granted[index], "it has less than its share by weight"));
            } else {
                notes.put(view.id(), whyKept(view, share));
            }
        }
        return new Proposal(targets, notes);
    }

    /** What is free now goes out in parts that leave each as far from its share as the others are from theirs. */
    private static long[] grant(long free, List<DomainView> movable, long[] shares) {
        List<Claim> lacks = new ArrayList<>();
        long sum = Math.max(0, free);
        for (int index = 0; index < shares.length; index++) {
            DomainView view = movable.get(index);
            long size = view.towards(shares[index]);
            long least = Math.min(size, view.current());
            lacks.add(new Claim(least, size, view.bounds().step(), (double) size - least));
            sum += least;
        }
        return Division.divide(sum, lacks);
    }

    private static String whyKept(DomainView view, long share) {
        if (view.resizing()) {
            return "its last resize is still under way";
        }
        if (view.towards(share) != view.current()) {
            return "it has less than its share by weight, and waits until memory is free";
        }
        boolean open = share < view.current()
                ? view.eligibility().mayGive()
                : view.eligibility().mayGet();
        return open || share == view.current()
                ? "it has its share by weight"
                : view.eligibility().reason();
    }

    /** That a domain can only get just now changes nobody's share: else all would move to and fro with each that waits. */
    private static Claim claim(DomainView view) {
        return new Claim(view.bounds().min(), view.bounds().max(), view.bounds().step(), view.weight());
    }
}
