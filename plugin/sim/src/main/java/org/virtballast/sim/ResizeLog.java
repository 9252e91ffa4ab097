/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** When the engine asked each guest for another size. */
final class ResizeLog {
    private final Map<UUID, List<Long>> seconds = new HashMap<>();

    void add(SimulatedGuest guest, long second) {
        seconds.computeIfAbsent(guest.id(), id -> new ArrayList<>()).add(second);
    }

    /** The seconds, in order. */
    List<Long> of(SimulatedGuest guest) {
        return List.copyOf(seconds.getOrDefault(guest.id(), List.of()));
    }
}
