/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.virtballast.core.BudgetRule;
import org.virtballast.core.Defaults;
import org.virtballast.core.DomainRegistry;
import org.virtballast.core.EnginePorts;
import org.virtballast.core.EngineSettings;
import org.virtballast.core.Journal;
import org.virtballast.core.Limits;
import org.virtballast.core.Rebalancer;
import org.virtballast.core.policy.LoadedPolicy;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.policy.PolicyLoader;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.EngineStore;
import org.virtballast.core.port.HostClock;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.Mode;
import org.virtballast.libvirt.LibvirtHypervisor;
import org.virtballast.perf.PerfAccessCounter;
import org.virtballast.perf.PerfSettings;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.PolicySettings;

/**
 * What a whole cycle takes beside the bulk call that it cannot do without, in one process, in turn.
 *
 * @param raw the bulk call alone, in ms
 * @param cycle the whole cycle, in ms
 * @param ratio the second over the first, pair by pair
 */
record CycleCost(Sample raw, Sample cycle, Sample ratio) {
    private static final int WARM_UP = 40;

    /** Measures on the domains that run now. */
    static CycleCost measure(Tree tree, int rounds) throws IOException, PolicyLoadException {
        CycleCost cost = new CycleCost(new Sample(), new Sample(), new Sample());
        try (LibvirtHypervisor libvirt =
                        LibvirtHypervisor.connect("qemu:///system", Deaf.INSTANCE, reason -> {}, HostTiers.single());
                PerfAccessCounter counter = PerfAccessCounter.open(
                        PerfSettings.of(List.of(Measure.NEAR_EVENT), List.of(Measure.FAR_EVENT), 1),
                        HostClock.system())) {
            LoadedPolicy policy = new PolicyLoader(List.of(tree.path("policies/hit-ratio/target")))
                    .load("hit-ratio", PolicySettings.DEFAULTS);
            DomainRegistry registry = new DomainRegistry();
            registry.replaceAll(libvirt.running());
            Collection<DomainDescription> domains = List.copyOf(registry.domains());
            Rebalancer rebalancer = new Rebalancer(
                    registry,
                    new EnginePorts(libvirt, counter, Optional::empty, EngineStore.NONE, HostClock.system()),
                    new Journal(),
                    new EngineSettings(
                            policy.policy(),
                            BudgetRule.fixed(ByteSize.TIB),
                            new Defaults(Mode.OBSERVE, 0.95),
                            new Limits(
                                    0.25,
                                    4 * ByteSize.MIB,
                                    Duration.ofSeconds(15),
                                    0.1,
                                    64 * ByteSize.MIB,
                                    Duration.ofSeconds(30)),
                            Duration.ofMinutes(30),
                            Duration.ofSeconds(1)));
            for (int i = 0; i < WARM_UP + rounds; i++) {
                double raw = millis(() -> libvirt.sample(domains));
                double cycle = millis(rebalancer::cycle);
                if (i >= WARM_UP) {
                    cost.raw().add(raw);
                    cost.cycle().add(cycle);
                    cost.ratio().add(cycle / raw);
                }
            }
        }
        return cost;
    }

    private static double millis(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e6;
    }
}
