/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.virtballast.sim.TestScenario.domain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.virtballast.policy.hitratio.HitRatioPolicyFactory;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/** Hosts of chance, whose guests have levers of both kinds and troubles of all kinds: no policy breaks a promise. */
final class MixedLeversTest {
    private static final long MIB = ByteSize.MIB;
    private static final int HOSTS = 40;
    private static final int SECONDS = 600;

    private long moved;
    private int nearResizes;

    @Test
    void recklessPolicy_breaksNoPromise() {
        for (int seed = 0; seed < HOSTS; seed++) {
            Random random = new Random(seed);
            run(seed, host -> anything(host, random));
        }

        assertTrue(moved > HOSTS * ByteSize.GIB, "moved: " + moved);
        assertTrue(nearResizes > 10 * HOSTS, "resizes by near levers: " + nearResizes);
    }

    @Test
    void hitRatioPolicy_breaksNoPromise() {
        for (int seed = 0; seed < HOSTS; seed++) {
            run(seed, new HitRatioPolicyFactory().create(PolicySettings.DEFAULTS));
        }

        assertTrue(moved > HOSTS * ByteSize.GIB / 4, "moved: " + moved);
        assertTrue(nearResizes > HOSTS, "resizes by near levers: " + nearResizes);
    }

    @Test
    void otherPolicies_breakNoPromise() {
        for (String name : BuiltInPolicies.names()) {
            for (int seed = 0; seed < HOSTS / 4; seed++) {
                run(seed, BuiltInPolicies.create(name));
            }
        }

        assertTrue(moved > HOSTS * ByteSize.GIB / 4, "moved: " + moved);
    }

    private void run(int seed, Policy policy) {
        Scenario scenario = scenario(seed);
        EngineRun run = new EngineRun(scenario);
        List<DomainTrace> traces = run.run(policy, () -> check(seed, run.host()));

        assertEquals(new Violations(0, 0, 0, 0, 0, 0), run.violations(), "seed " + seed);
        for (DomainTrace trace : traces) {
            moved += trace.moved();
            nearResizes += trace.plan().device().isPresent() ? trace.resizes().size() : 0;
        }
    }

    private static void check(int seed, SimulatedHost host) {
        for (SimulatedGuest guest : host.guests()) {
            long size = guest.lever().size();
            guest.plan().device().ifPresent(device -> assertTrue(device.reaches(size), "seed " + seed + ": " + size));
        }
    }

    private static Proposal anything(HostView host, Random random) {
        Map<UUID, Target> targets = new LinkedHashMap<>();
        for (DomainView domain : host.domains()) {
            if (random.nextInt(3) > 0) {
                long most = domain.bounds().max();
                targets.put(domain.id(), new Target((long) (random.nextDouble() * 2 * most), "any"));
            }
        }
        return new Proposal(targets, Map.of());
    }

    private static Scenario scenario(int seed) {
        Random random = new Random(seed * 7919L);
        String[] domains = IntStream.range(0, 2 + random.nextInt(5))
                .mapToObj(number -> guest(random, "guest" + number))
                .toArray(String[]::new);
        // Some hosts are short from the beginning, some have memory to spare.
        String budget = "'budget': '" + mib(domains.length * (900L + random.nextInt(1200))) + "', 'seed': " + seed;
        return TestScenario.of(SECONDS, budget, domains);
    }

    private static String guest(Random random, String name) {
        boolean near = random.nextBoolean();
        long block = 2L << random.nextInt(7);
        long boot = near ? 128 * (1 + random.nextInt(3)) : 0;
        long max = boot + block * (1024 / block * (1 + random.nextInt(3)));
        long start = boot + block * ((max - boot) / block * (2 + random.nextInt(3)) / 4);
        boolean swaps = !near && random.nextInt(4) == 0;
        long far = max / (1 + random.nextInt(4));
        String body = "'max': '" + mib(max) + "', 'start': '" + mib(start) + "', 'min': '"
                + mib(64 + random.nextInt(200)) + "', 'far': '" + (swaps ? "swap" : "tier") + "', 'farCapacity': '"
                + mib(far) + "', " + (near ? device(random, block, boot, start) : balloon(random)) + troubles(random);
        long most = Math.min(start + far, max + far) * 9 / 10;
        return domain(name, body, phase(random, "0s", most), phase(random, "200s", most), phase(random, "400s", most));
    }

    private static String device(Random random, long block, long boot, long start) {
        return "'lever': 'near', 'near': { 'block': '" + mib(block) + "', 'boot': '" + mib(boot) + "', 'migrate': '"
                + mib(20 + random.nextInt(600)) + "/s', 'plug': '" + mib(100 + random.nextInt(3000))
                + "/s', 'unmovable': '" + mib(random.nextInt(3) == 0 ? (start - boot) / 2 : 0) + "', 'driver': "
                + (random.nextInt(10) > 0) + ", 'stuck': " + span(random) + " }";
    }

    private static String balloon(Random random) {
        return "'balloon': { 'inflate': '" + mib(50 + random.nextInt(1000)) + "/s', 'late': '" + random.nextInt(3)
                + "s', 'driver': " + (random.nextInt(10) > 0) + ", 'stuck': " + span(random) + " }";
    }

    private static String troubles(Random random) {
        return ", 'stats': { 'frozen': " + span(random) + ", 'garbage': " + span(random) + " }, 'paused': "
                + (random.nextInt(3) == 0 ? span(random) : "[]");
    }

    private static String phase(Random random, String from, long most) {
        long resident = 32 + (long) (random.nextDouble() * (most - 32));
        long hot = 1 + (long) (random.nextDouble() * (resident - 2));
        return "{ 'from': '" + from + "', 'resident': '" + mib(resident) + "', 'hot': '" + mib(hot)
                + "', 'hotShare': 0.95, 'rate': " + random.nextInt(1_000_000) + " }";
    }

    private static String span(Random random) {
        int from = random.nextInt(SECONDS);
        return "[['" + from + "s', '" + (from + 1 + random.nextInt(60)) + "s']]";
    }

    private static String mib(long count) {
        return count * MIB + "B";
    }
}
