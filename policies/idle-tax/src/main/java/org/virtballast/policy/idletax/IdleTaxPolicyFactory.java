/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.idletax;

import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;

/** Makes {@link IdleTaxPolicy}. */
public final class IdleTaxPolicyFactory implements PolicyFactory {
    @Override
    public String name() {
        return "idle-tax";
    }

    @Override
    public Policy create(PolicySettings settings) {
        return new IdleTaxPolicy(Tuning.of(settings));
    }
}
