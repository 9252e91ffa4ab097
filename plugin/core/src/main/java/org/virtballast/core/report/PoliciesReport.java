/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The policies that there are, and the jars that were refused.
 *
 * @param used the policy that is used, whether it decides or is in quarantine
 * @param deciding the policy that decides now; {@code none} where none does
 * @param quarantine why the policy that is used does not decide, without a full stop; absent where it does
 * @param policies what was found, in the order in which it is looked for
 */
public record PoliciesReport(String used, String deciding, Optional<String> quarantine, List<Entry> policies) {
    public PoliciesReport {
        Objects.requireNonNull(used, "used");
        Objects.requireNonNull(deciding, "deciding");
        Objects.requireNonNull(quarantine, "quarantine");
        policies = List.copyOf(policies);
    }

    /**
     * A policy, or a jar that was refused.
     *
     * @param name what operators select it by; absent where its jar did not come so far as to say
     * @param jar where it is
     * @param kind {@code shipped} or {@code drop-in}
     * @param used whether it is the one that is used
     * @param refusal why it cannot be used, without a full stop; absent where it can
     */
    public record Entry(Optional<String> name, String jar, String kind, boolean used, Optional<String> refusal) {
        public Entry {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(jar, "jar");
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(refusal, "refusal");
        }
    }
}
