/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.fixed;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;

/** Moves nothing: what others are measured by. */
final class StaticPolicy implements Policy {
    @Override
    public Proposal propose(HostView host) {
        Map<UUID, String> notes = new HashMap<>();
        for (DomainView view : host.domains()) {
            notes.put(view.id(), "every domain keeps what it has");
        }
        return new Proposal(Map.of(), notes);
    }
}
