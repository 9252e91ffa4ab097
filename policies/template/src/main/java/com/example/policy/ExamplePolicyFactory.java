/* SPDX-License-Identifier: Apache-2.0 */
package com.example.policy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HitRatio;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/** An example: takes a step from the guest that is best off, and gives it to the one that is worst off. */
public final class ExamplePolicyFactory implements PolicyFactory {
    @Override
    public String name() {
        return "example";
    }

    @Override
    public Policy create(PolicySettings settings) {
        settings.refuseAllBut("step");
        double step = settings.number("step", 0.1, 0.01, 0.5);
        return host -> propose(host, step);
    }

    private static Proposal propose(HostView host, double step) {
        Map<UUID, Target> targets = new LinkedHashMap<>();
        Optional<DomainView> worst = host.domains().stream()
                .filter(domain -> domain.eligibility().mayGet() && !domain.resizing() && lack(domain) > 0)
                .max(Comparator.comparingDouble(ExamplePolicyFactory::lack));
        worst.ifPresent(needy -> {
            long wanted = needy.bounds().clamp((long) (needy.current() * (1 + step)));
            host.domains().stream()
                    .filter(domain -> domain.eligibility().mayGive() && !domain.resizing() && lack(domain) < 0)
                    .min(Comparator.comparingDouble(ExamplePolicyFactory::lack))
                    .filter(rich -> wanted - needy.current() > host.freeBudget())
                    .ifPresent(rich -> targets.put(
                            rich.id(),
                            new Target(
                                    rich.bounds().clamp((long) (rich.current() * (1 - step))),
                                    "it is best off, and " + needy.name() + " worst")));
            // Takes are named first; what is not free yet the core grants when it is.
            if (wanted > needy.current()) {
                targets.put(needy.id(), new Target(wanted, "it is worst off"));
            }
        });
        Map<UUID, String> notes = new HashMap<>();
        for (DomainView domain : host.domains()) {
            if (!targets.containsKey(domain.id())) {
                notes.put(domain.id(), "it is neither worst nor best off");
            }
        }
        return new Proposal(targets, notes);
    }

    /** How far a guest surely is from its target: above 0 below it, below 0 above it, 0 where nobody can tell. */
    private static double lack(DomainView domain) {
        Optional<HitRatio> known = domain.hitRatio();
        if (known.isEmpty()) {
            return 0;
        }
        double target = domain.targetHitRatio();
        if (known.get().high() < target) {
            return target - known.get().estimate();
        }
        return known.get().low() > target ? target - known.get().estimate() : 0;
    }
}
