/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;

/** A policy that fails in every cycle. */
public final class BrokenPolicyFactory implements PolicyFactory {
    @Override
    public String name() {
        return "broken";
    }

    @Override
    public Policy create(PolicySettings settings) {
        return host -> {
            throw new IllegalStateException("oops");
        };
    }
}
