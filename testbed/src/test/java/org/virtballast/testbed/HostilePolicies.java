/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/** Policies that go wrong, each in its own way. Loaded by the daemon, from a jar. */
public final class HostilePolicies {
    private HostilePolicies() {}

    /** Never comes back. */
    public static final class Spins implements PolicyFactory {
        @Override
        public String name() {
            return "spins";
        }

        @Override
        public Policy create(PolicySettings settings) {
            return host -> {
                while (!host.domains().isEmpty()) {
                    Thread.onSpinWait();
                }
                return Proposal.NOTHING;
            };
        }
    }

    /** Was made for another SPI, as it seems. */
    public static final class Throws implements PolicyFactory {
        @Override
        public String name() {
            return "throws";
        }

        @Override
        public Policy create(PolicySettings settings) {
            return host -> {
                throw new AbstractMethodError("propose");
            };
        }
    }

    /** Wants sizes that no guest can have, for guests that there are and for many that there are not. */
    public static final class Babbles implements PolicyFactory {
        private static final long[] SIZES = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1};

        @Override
        public String name() {
            return "babbles";
        }

        @Override
        public Policy create(PolicySettings settings) {
            int[] calls = {0};
            return host -> {
                long size = SIZES[calls[0]++ % SIZES.length];
                Map<UUID, Target> targets = new LinkedHashMap<>();
                for (DomainView view : host.domains()) {
                    targets.put(view.id(), new Target(size, "because\n\u001b[2J"));
                }
                for (int stranger = 0; stranger < 10_000; stranger++) {
                    targets.put(new UUID(7, stranger), new Target(size, ""));
                }
                return new Proposal(targets, new HashMap<>());
            };
        }
    }
}
