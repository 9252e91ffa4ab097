/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;

/** A policy that leaves everything as it is. */
public final class QuietPolicyFactory implements PolicyFactory {
    @Override
    public String name() {
        return "quiet";
    }

    @Override
    public Policy create(PolicySettings settings) {
        return host -> Proposal.NOTHING;
    }
}
