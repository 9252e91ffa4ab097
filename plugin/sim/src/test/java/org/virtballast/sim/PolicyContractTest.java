/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.GuestMemory;
import org.virtballast.spi.HitRatio;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;
import org.virtballast.spi.LeverKind;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/** What policies propose on hosts that no scenario thought of: the core would refuse what is wrong, but nothing should be. */
final class PolicyContractTest {
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final long BLOCK = 128 * ByteSize.MIB;

    private static List<String> names() {
        return BuiltInPolicies.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void proposals_areWhatTheCoreCanDo(String name) {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            Policy policy = BuiltInPolicies.create(name);
            int guests = 1 + random.nextInt(12);
            for (int cycle = 0; cycle < 5; cycle++) {
                HostView host = host(random, guests);
                Proposal proposal = policy.propose(host);
                for (DomainView view : host.domains()) {
                    check(host, view, proposal, name + ": " + view + " of " + host.freeBudget() + ": " + proposal);
                }
            }
        }
    }

    /** All but hit-ratio, which leaves it to the core to round to what a lever can make. */
    private static List<String> yardsticks() {
        return names().stream().filter(name -> !name.equals("hit-ratio")).toList();
    }

    @ParameterizedTest
    @MethodSource("yardsticks")
    void proposals_areSizesThatTheLeverCanMake(String name) {
        Random random = new Random(8);
        Policy policy = BuiltInPolicies.create(name);
        for (int cycle = 0; cycle < 500; cycle++) {
            HostView host = host(random, 12);
            Proposal proposal = policy.propose(host);
            for (DomainView view : host.domains()) {
                long wanted = Optional.ofNullable(proposal.targets().get(view.id()))
                        .map(Target::bytes)
                        .orElse(view.current());
                assertEquals(view.towards(wanted), wanted, name + ": " + view);
            }
        }
    }

    private static void check(HostView host, DomainView view, Proposal proposal, String what) {
        Target target = proposal.targets().get(view.id());
        if (target == null) {
            assertFalse(proposal.notes().get(view.id()).isBlank(), what);
            return;
        }
        assertFalse(proposal.notes().containsKey(view.id()), what);
        assertFalse(target.reason().isBlank(), what);
        assertFalse(view.resizing(), what);
        assertNotEquals(view.current(), target.bytes(), what);
        assertEquals(target.bytes(), view.bounds().clamp(target.bytes()), what);
        boolean gives = target.bytes() > view.current();
        assertTrue(gives ? view.eligibility().mayGet() : view.eligibility().mayGive(), what);
        assertTrue(host.freeBudget() >= 0 || !gives, what);
    }

    private static HostView host(Random random, int guests) {
        List<DomainView> domains = new ArrayList<>();
        for (int number = 1; number <= guests; number++) {
            domains.add(domain(random, number));
        }
        long free = random.nextInt(5) == 0 ? 0 : (random.nextInt(4500) - 1500) * ByteSize.MIB;
        return new HostView(Instant.EPOCH, WINDOW, ByteSize.TIB, free, HostPressure.HIGH, domains);
    }

    private static DomainView domain(Random random, int number) {
        boolean near = random.nextInt(4) == 0;
        long step = near ? BLOCK : Bounds.PAGE;
        long min = (64 + random.nextInt(1000)) * ByteSize.MIB;
        long max = min + random.nextInt(4000) * ByteSize.MIB;
        long current = new Bounds(min, max, step).up(min + (long) (random.nextDouble() * (max - min)));
        long target = random.nextInt(8) == 0 ? max : current;
        FarTier farTier = near ? FarTier.CELL : anyOf(random, List.of(FarTier.values()));
        Optional<Double> hits = random.nextInt(6) == 0
                ? Optional.empty()
                : Optional.of(random.nextBoolean() ? random.nextDouble() : 0.9 + 0.1 * random.nextDouble());
        return new DomainView(
                new UUID(0, number),
                "guest" + number,
                new Bounds(min, max, step),
                current,
                target,
                farTier,
                near ? LeverKind.NEAR : LeverKind.BALLOON,
                near ? current : 0,
                memory(random, current),
                hits.map(share -> new Accesses(1e6 * share, 1e6 * (1 - share), 1, WINDOW, "test")),
                hits.map(share -> HitRatio.of(share, 1e4, WINDOW, "test")),
                random.nextInt(20) == 0 ? 1 : 0.8 + 0.19 * random.nextDouble(),
                1 + random.nextInt(400),
                eligibility(random));
    }

    private static FarTier anyOf(Random random, List<FarTier> tiers) {
        return tiers.get(random.nextInt(tiers.size()));
    }

    private static Optional<GuestMemory> memory(Random random, long current) {
        long usable = (long) (random.nextDouble() * random.nextDouble() * current);
        long swapIn = random.nextInt(10) == 0 ? random.nextInt(100_000) * Bounds.PAGE : 0;
        return random.nextInt(8) == 0
                ? Optional.empty()
                : Optional.of(new GuestMemory(current, usable, swapIn, random.nextInt(500)));
    }

    private static Eligibility eligibility(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> Eligibility.none("it is paused");
            case 1 -> Eligibility.growOnly("its statistics are old");
            default -> Eligibility.FULL;
        };
    }
}
