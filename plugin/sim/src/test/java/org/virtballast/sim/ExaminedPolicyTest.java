/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.virtballast.sim.ExaminedPolicy.Fault;
import org.virtballast.sim.ExaminedPolicy.Finding;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

final class ExaminedPolicyTest {
    private static final PolicyView GUEST = PolicyView.of(1, 1000).bounds(500, 2000);
    private static final HostView HOST = PolicyView.host(0, GUEST);

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void soundPolicy_hasNoFindings() {
        assertEquals(List.of(), examine(() -> host -> want(900, "less")));
        for (String name : BuiltInPolicies.names()) {
            assertEquals(List.of(), examine(() -> BuiltInPolicies.create(name)), name);
        }
    }

    @Test
    void failure_isAFindingAndProposesNothing() {
        ExaminedPolicy policy = examined(() -> host -> {
            throw new IllegalStateException("a bug");
        });

        assertEquals(Proposal.NOTHING, policy.propose(HOST));
        assertEquals(
                List.of(new Finding(Fault.FAILED, 1, 1, "java.lang.IllegalStateException: a bug")), policy.findings());
    }

    @Test
    void failureThatCannotBePutIntoWords_isAFindingAllTheSame() {
        List<Finding> findings = examine(() -> host -> {
            throw new IllegalStateException() {
                @Override
                public String getMessage() {
                    throw new IllegalStateException("once more");
                }
            };
        });

        assertEquals(
                List.of(Fault.FAILED), findings.stream().map(Finding::fault).toList());
        assertEquals(3, findings.get(0).cycles());
    }

    @Test
    void otherOrderOfTheSameTargets_isAFinding() {
        AtomicInteger calls = new AtomicInteger();
        UUID other = new UUID(7, 7);

        List<Finding> findings = examine(() -> host -> {
            boolean first = calls.incrementAndGet() % 2 == 0;
            Map<UUID, Target> targets = new LinkedHashMap<>();
            targets.put(first ? GUEST.id() : other, new Target(900 * ByteSize.MIB, "less"));
            targets.put(first ? other : GUEST.id(), new Target(900 * ByteSize.MIB, "less"));
            return new Proposal(targets, Map.of());
        });

        assertTrue(findings.stream().anyMatch(finding -> finding.fault() == Fault.DIFFERENT), findings.toString());
    }

    @Test
    void lateAnswer_isAFinding() {
        List<Finding> findings = examine(() -> host -> {
            nanos.addAndGet(1_500_000_000L);
            return Proposal.NOTHING;
        });

        assertEquals(List.of(new Finding(Fault.LATE, 3, 3, "1500 ms")), findings);
    }

    @Test
    void answerThatDependsOnMoreThanTheViews_isAFinding() {
        AtomicInteger calls = new AtomicInteger();

        List<Finding> findings =
                examine(() -> host -> calls.incrementAndGet() % 2 == 0 ? Proposal.NOTHING : want(900, "odd"));

        assertEquals(List.of(new Finding(Fault.DIFFERENT, 3, 3, "first 1 targets, then 0 targets")), findings);
    }

    @Test
    void nonsense_isFoundOnceACycle() {
        Proposal nonsense = new Proposal(
                Map.of(GUEST.id(), new Target(100 * ByteSize.MIB, " "), new UUID(7, 7), new Target(1, "who?")),
                Map.of());

        assertEquals(
                List.of(
                        new Finding(Fault.STRANGER, 3, 3, ""),
                        new Finding(
                                Fault.OUT_OF_BOUNDS,
                                3,
                                3,
                                "guest1 to 104857600 bytes, and 524288000 to 2097152000 are allowed"),
                        new Finding(Fault.NO_REASON, 3, 3, "guest1")),
                examine(() -> host -> nonsense));
    }

    @Test
    void domainThatIsLeftAlone_isNotToBeMoved() {
        ExaminedPolicy policy = examined(() -> host -> want(900, "less"));

        policy.propose(PolicyView.host(0, GUEST.eligible(Eligibility.growOnly("its statistics are stale"))));

        assertEquals(
                List.of(new Finding(Fault.NOT_ELIGIBLE, 1, 1, "guest1: its statistics are stale")), policy.findings());
    }

    private static Proposal want(long mib, String reason) {
        return new Proposal(Map.of(GUEST.id(), new Target(mib * ByteSize.MIB, reason)), Map.of());
    }

    private ExaminedPolicy examined(Supplier<Policy> made) {
        return new ExaminedPolicy(made, nanos::get, Duration.ofSeconds(1));
    }

    private List<Finding> examine(Supplier<Policy> made) {
        ExaminedPolicy policy = examined(made);
        for (int cycle = 0; cycle < 3; cycle++) {
            policy.propose(HOST);
        }
        return policy.findings();
    }
}
