/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/**
 * A policy that means harm: it wants what hurts, flaps between all and nothing, gives no reasons, names domains that do not
 * exist, answers with nulls, and fails in every way that a policy can.
 */
final class AdversarialPolicy implements Policy {
    private final Random random;
    private boolean wantsAll;

    AdversarialPolicy(Random random) {
        this.random = random;
    }

    @Override
    public Proposal propose(HostView host) {
        if (random.nextInt(40) == 0) {
            return fail();
        }
        wantsAll = !wantsAll;
        boolean flaps = random.nextInt(4) == 0;
        List<DomainView> domains = new ArrayList<>(host.domains());
        Collections.shuffle(domains, random);
        Map<UUID, Target> targets = new LinkedHashMap<>();
        for (DomainView domain : domains) {
            if (flaps) {
                targets.put(domain.id(), new Target(wantsAll ? Long.MAX_VALUE : 1, "flap"));
            } else if (random.nextInt(5) > 0) {
                targets.put(domain.id(), new Target(size(domain, host), random.nextInt(9) == 0 ? "" : "harm"));
            }
            if (random.nextInt(10) == 0) {
                targets.put(new UUID(random.nextLong(), 1), new Target(random.nextLong(), "nobody"));
            }
        }
        return new Proposal(targets, Map.of());
    }

    private Proposal fail() {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> new Proposal(Collections.singletonMap(new UUID(0, 1), null), Map.of());
            case 2 -> throw new AssertionError("on purpose");
            case 3 -> throw new NoClassDefFoundError("on purpose");
            default -> throw new IllegalStateException("on purpose");
        };
    }

    private long size(DomainView domain, HostView host) {
        long current = domain.current();
        return switch (random.nextInt(10)) {
            case 0 -> random.nextLong();
            case 1 -> Long.MAX_VALUE;
            case 2 -> Long.MIN_VALUE;
            case 3 -> random.nextInt(4096);
            case 4 -> current + Math.max(0, host.freeBudget()) + 4096;
            case 5 -> domain.bounds().min() - 1;
            case 6 -> domain.bounds().max() + 1;
            case 7 -> current - random.nextInt(1 << 29);
            case 8 -> current + random.nextInt(1 << 29);
            default -> current / (1 + random.nextInt(4));
        };
    }
}
