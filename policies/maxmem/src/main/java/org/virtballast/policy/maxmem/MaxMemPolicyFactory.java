/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.maxmem;

import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;

/** Makes {@link MaxMemPolicy}. */
public final class MaxMemPolicyFactory implements PolicyFactory {
    @Override
    public String name() {
        return "maxmem";
    }

    @Override
    public Policy create(PolicySettings settings) {
        settings.refuseAllBut("rate");
        return new MaxMemPolicy(settings.number("rate", 0.1, 0.0001, 1));
    }
}
