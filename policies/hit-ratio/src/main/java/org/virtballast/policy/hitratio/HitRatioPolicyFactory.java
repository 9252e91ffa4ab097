/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;

/** Makes {@link HitRatioPolicy}. */
public final class HitRatioPolicyFactory implements PolicyFactory {
    @Override
    public String name() {
        return "hit-ratio";
    }

    @Override
    public Policy create(PolicySettings settings) {
        return new HitRatioPolicy(Tuning.of(settings));
    }
}
