/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.virtballast.core.port.EngineStore;
import org.virtballast.core.port.SavedState;
import org.virtballast.core.port.SavedState.SavedDomain;

/** A store that outlives the engine of a test. */
final class FakeStore implements EngineStore {
    SavedState state = SavedState.NOTHING;

    /** Notes a guest as it is, as an engine would have that saw it running. */
    void knows(FakeGuest guest) {
        Map<UUID, SavedDomain> domains = new HashMap<>(state.domains());
        domains.put(
                guest.id,
                new SavedDomain(
                        guest.description().run(),
                        guest.current,
                        OptionalLong.empty(),
                        guest.current,
                        guest.current,
                        Optional.empty(),
                        false));
        state = new SavedState(state.paused(), domains);
    }

    @Override
    public SavedState load() {
        return state;
    }

    @Override
    public void save(SavedState saved) {
        state = saved;
    }
}
