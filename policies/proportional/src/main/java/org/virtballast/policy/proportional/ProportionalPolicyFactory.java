/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.proportional;

import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;

/** Makes {@link ProportionalPolicy}. */
public final class ProportionalPolicyFactory implements PolicyFactory {
    @Override
    public String name() {
        return "proportional";
    }

    @Override
    public Policy create(PolicySettings settings) {
        settings.refuseAllBut();
        return new ProportionalPolicy();
    }
}
