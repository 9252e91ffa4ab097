/* SPDX-License-Identifier: Apache-2.0 */
package com.example.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.HitRatio;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;
import org.virtballast.spi.LeverKind;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;

final class ExamplePolicyTest {
    @Test
    void worstOff_getsAStepFromTheBestOff() {
        // As the daemon finds it.
        PolicyFactory factory = ServiceLoader.load(PolicyFactory.class).findFirst().orElseThrow();
        Policy policy = factory.create(PolicySettings.DEFAULTS);
        DomainView poor = guest(1, 0.5);
        DomainView rich = guest(2, 0.99);

        Proposal proposal = policy.propose(new HostView(
                Instant.EPOCH, Duration.ofSeconds(5), 2 * ByteSize.GIB, 0, HostPressure.HIGH, List.of(poor, rich)));

        assertEquals(poor.current() + poor.current() / 10, proposal.targets().get(poor.id()).bytes(), 1.0);
        assertTrue(proposal.targets().get(rich.id()).bytes() < rich.current());
    }

    private static DomainView guest(int number, double hitRatio) {
        Duration window = Duration.ofSeconds(5);
        return new DomainView(
                new UUID(0, number),
                "guest" + number,
                new Bounds(64 * ByteSize.MIB, 4 * ByteSize.GIB),
                ByteSize.GIB,
                ByteSize.GIB,
                FarTier.CELL,
                LeverKind.BALLOON,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(HitRatio.of(hitRatio, 10_000, window, "test")),
                0.95,
                DomainView.NORMAL_WEIGHT,
                Eligibility.FULL);
    }
}
