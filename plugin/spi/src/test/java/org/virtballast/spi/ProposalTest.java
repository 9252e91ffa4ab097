/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ProposalTest {
    @Test
    void targets_keepTheOrderInWhichTheyWereNamed() {
        Random random = new Random(11);
        Map<UUID, Target> targets = new LinkedHashMap<>();
        List<UUID> order = new ArrayList<>();
        for (int index = 0; index < 100; index++) {
            UUID id = new UUID(random.nextLong(), random.nextLong());
            order.add(id);
            targets.put(id, new Target(index, "number " + index));
        }

        Proposal proposal = new Proposal(targets, Map.of());

        assertEquals(order, List.copyOf(proposal.targets().keySet()));
    }

    @Test
    void targetsAndNotes_doNotChangeAfterwards() {
        UUID id = new UUID(0, 1);
        Map<UUID, Target> targets = new LinkedHashMap<>(Map.of(id, new Target(1, "because")));
        Map<UUID, String> notes = new LinkedHashMap<>(Map.of(id, "because"));
        Proposal proposal = new Proposal(targets, notes);

        targets.clear();
        notes.clear();

        assertEquals(1, proposal.targets().size());
        assertEquals("because", proposal.notes().get(id));
        assertThrows(
                UnsupportedOperationException.class, () -> proposal.targets().clear());
        assertThrows(UnsupportedOperationException.class, () -> proposal.notes().clear());
    }

    @Test
    void nothing_namesNobody() {
        assertTrue(Proposal.NOTHING.targets().isEmpty());
        assertTrue(Proposal.NOTHING.notes().isEmpty());
    }

    @Test
    void target_needsAReason() {
        assertThrows(NullPointerException.class, () -> new Target(1, null));
    }
}
