/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * What a policy wants.
 *
 * @param targets the sizes it wants, by domain; a domain that is not named keeps its size. Where there is not enough for
 *     all, those named first are served first
 * @param notes why a domain keeps its size, by domain, where the policy has something to say
 */
public record Proposal(Map<UUID, Target> targets, Map<UUID, String> notes) {
    /** Every domain keeps its size. */
    public static final Proposal NOTHING = new Proposal(Map.of(), Map.of());

    public Proposal {
        targets.forEach((id, target) -> Objects.requireNonNull(target, () -> "no target for " + id));
        targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
        notes = Map.copyOf(notes);
    }
}
