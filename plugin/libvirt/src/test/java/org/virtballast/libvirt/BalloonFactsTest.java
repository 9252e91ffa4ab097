/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BalloonFactsTest {
    @Test
    void plainGuest_hasABalloonAndNothingElse() {
        assertEquals(
                new BalloonFacts(true, Duration.ofSeconds(5), false, false, List.of(), Optional.empty()),
                BalloonFacts.of(Xml.plain()));
    }

    @ParameterizedTest
    @CsvSource({
        "freePageReporting='on', true, false",
        "freePageReporting='off' autodeflate='on', false, true",
        "autodeflate='on' freePageReporting='on', true, true",
        "autodeflate='off', false, false"
    })
    void options_areRead(String attributes, boolean freePageReporting, boolean autodeflate) {
        BalloonFacts facts = BalloonFacts.of(Xml.withDevices("<memballoon model='virtio' " + attributes + "/>"));

        assertEquals(freePageReporting, facts.freePageReporting());
        assertEquals(autodeflate, facts.autodeflate());
    }

    @Test
    void everyPin_isToldOnce() {
        String hostdev = "<hostdev mode='subsystem' type='pci' managed='yes'/>";
        BalloonFacts facts = BalloonFacts.of(Xml.with(
                "", "<memoryBacking><hugepages/><locked/></memoryBacking>", "", Xml.BALLOON + hostdev + hostdev));

        assertEquals(
                List.of("its memory is huge pages", "its memory is locked", "its <hostdev type='pci'> pins its memory"),
                facts.pins().stream()
                        .map(pin -> pin.substring(0, pin.indexOf(": ")))
                        .toList());
    }

    @Test
    void mistakeInTheMetadata_isTold() {
        String mistake = BalloonFacts.of(Xml.withSettings("weight='heavy'"))
                .settingsMistake()
                .orElseThrow();

        assertTrue(mistake.startsWith("the metadata of domain 'web1' is wrong: "), mistake);
    }

    @Test
    void whatIsNoDomain_isRefusedWithASentence() {
        assertThrows(IllegalArgumentException.class, () -> BalloonFacts.of("<domain/>"));
    }
}
