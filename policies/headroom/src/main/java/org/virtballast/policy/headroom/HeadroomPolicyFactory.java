/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.headroom;

import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;

/** Makes {@link HeadroomPolicy}. */
public final class HeadroomPolicyFactory implements PolicyFactory {
    @Override
    public String name() {
        return "headroom";
    }

    @Override
    public Policy create(PolicySettings settings) {
        return new HeadroomPolicy(Tuning.of(settings));
    }
}
