/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventListTest {
    @Test
    void names_areSplitAtCommasWithoutBlanks() {
        assertEquals(List.of("cycles", "raw:r01d1", "r3c"), EventList.split(" cycles , raw:r01d1,r3c "));
    }

    @Test
    void termsOfPmu_stayTogether() {
        assertEquals(
                List.of("cpu/event=0xd1,umask=0x01/", "cycles", "cpu/inv/"),
                EventList.split("cpu/event=0xd1,umask=0x01/,cycles,cpu/inv/"));
    }

    @Test
    void fileOfUprobe_mayHaveCommasAndSlashes() {
        assertEquals(
                List.of("uprobe:/usr/lib/a,b.so@0x10", "uprobe:/opt/c, d/e.so:near_accesses", "cycles"),
                EventList.split("uprobe:/usr/lib/a,b.so@0x10, uprobe:/opt/c, d/e.so:near_accesses,cycles"));
    }

    @Test
    void unfinishedEvents_endBeforeTheNextComma() {
        assertEquals(
                List.of("uprobe:/usr/lib/a.so", "cpu/event=1", "cycles"),
                EventList.split("uprobe:/usr/lib/a.so,cpu/event=1,cycles"));
    }

    @Test
    void blankList_hasNoEvents() {
        assertEquals(List.of(), EventList.split("  "));
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "cycles,", ",cycles", "cycles,,instructions", "cpu/inv/,"})
    void emptyEvent_isRefusedWithTheWholeList(String list) {
        String message = assertThrows(IllegalArgumentException.class, () -> EventList.split(list))
                .getMessage();

        assertEquals(
                "there is an empty event in '" + list + "': write one between any two commas, and no comma at an end",
                message);
    }
}
