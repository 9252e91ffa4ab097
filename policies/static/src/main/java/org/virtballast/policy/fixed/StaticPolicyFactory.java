/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.fixed;

import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;

/** Makes {@link StaticPolicy}. */
public final class StaticPolicyFactory implements PolicyFactory {
    @Override
    public String name() {
        return "static";
    }

    @Override
    public Policy create(PolicySettings settings) {
        settings.refuseAllBut();
        return new StaticPolicy();
    }
}
