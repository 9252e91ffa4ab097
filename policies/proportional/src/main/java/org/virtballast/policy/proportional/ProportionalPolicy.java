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
        long[] shares = Division.divide(capacity, claims);
        Map<UUID, Target> targets = new LinkedHashMap<>();
        long lacking = 0;
        for (int index = 0; index < shares.length; index++) {
            DomainView view = movable.get(index);
            boolean takes = !view.resizing() && view.eligibility().mayGet();
            lacking += takes ? Math.max(0, shares[index] - view.current()) : 0;
        }
        // What there is to give now, in parts that leave each as far from its share as the others are from theirs.
        double part = lacking == 0 ? 0 : Math.min(1, Math.max(0.0, (double) host.freeBudget()) / lacking);
        for (int index = 0; index < shares.length; index++) {
            DomainView view = movable.get(index);
            long share = shares[index];
            boolean open = share < view.current()
                    ? view.eligibility().mayGive()
                    : view.eligibility().mayGet();
            if (view.resizing()) {
                notes.put(view.id(), "its last resize is still under way");
            } else if (!open && share != view.current()) {
                notes.put(view.id(), view.eligibility().reason());
            } else if (share < view.current()) {
                targets.put(view.id(), new Target(share, "it has more than its share by weight"));
            } else if (share > view.current()) {
                long now = view.current() + (long) (part * (share - view.current()));
                targets.put(view.id(), new Target(now, "it has less than its share by weight"));
            } else {
                notes.put(view.id(), "it has its share by weight");
            }
        }
        return new Proposal(targets, notes);
    }

    /** That a domain cannot give just now changes nobody's share: else all would move to and fro with each that waits. */
    private static Claim claim(DomainView view) {
        return new Claim(view.bounds().min(), view.bounds().max(), view.bounds().step(), view.weight());
    }
}
