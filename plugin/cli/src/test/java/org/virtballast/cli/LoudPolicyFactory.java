/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;

/** Leaves a trace as soon as its class is initialised. */
public final class LoudPolicyFactory implements PolicyFactory {
    static final String RAN = "org.virtballast.cli.loud";

    static {
        System.setProperty(RAN, "yes");
    }

    @Override
    public String name() {
        return "loud";
    }

    @Override
    public Policy create(PolicySettings settings) {
        return host -> Proposal.NOTHING;
    }
}
