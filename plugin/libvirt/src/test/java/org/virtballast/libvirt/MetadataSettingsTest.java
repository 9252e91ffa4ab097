/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSettings;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;

final class MetadataSettingsTest {
    @Test
    void everySetting_isRead() {
        DomainDescription domain =
                Xml.parse(Xml.withSettings("mode='auto' min='1GiB' max='1.5GiB' target-hit-ratio='0.95' weight='100'"));

        assertEquals(
                new DomainSettings(
                        Optional.of(Mode.AUTO),
                        OptionalLong.of(ByteSize.GIB),
                        OptionalLong.of(1536 * ByteSize.MIB),
                        OptionalDouble.of(0.95),
                        OptionalInt.of(100)),
                domain.settings());
        assertEquals(Optional.empty(), domain.settingsMistake());
    }

    @Test
    void absentSettings_areNone() {
        DomainDescription domain = Xml.parse(Xml.withSettings(""));

        assertEquals(DomainSettings.NONE, domain.settings());
        assertEquals(Optional.empty(), domain.settingsMistake());
    }

    @Test
    void maxAboveLibvirtsMaximum_isNoMistake() {
        assertEquals(
                OptionalLong.of(ByteSize.TIB),
                Xml.parse(Xml.withSettings("max='1TiB'")).settings().max());
    }

    @Test
    void elementOfAnyNameInOurNamespace_isOurs() {
        String xml = Xml.with("<x:balast xmlns:x='urn:virt-ballast:domain:1' mode='off'/>", "", "", Xml.BALLOON);

        assertEquals(Optional.of(Mode.OFF), Xml.parse(xml).settings().mode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<ballast mode='off'/>",
                "<b:ballast xmlns:b='urn:virt-ballast:domain:2' mode='off'/>",
                "<o:other xmlns:o='urn:o'><b:ballast xmlns:b='urn:virt-ballast:domain:1' mode='off'/></o:other>"
            })
    void elementElsewhere_isNotOurs(String metadata) {
        assertEquals(
                DomainSettings.NONE,
                Xml.parse(Xml.with(metadata, "", "", Xml.BALLOON)).settings());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    mode='on'                | mode='on' is not auto, observe or off
                    mode='AUTO'              | mode='AUTO' is not auto, observe or off
                    mode=''                  | mode='' is not auto, observe or off
                    min='1'                  | min='1' is not a size above 0 such as 512MiB or 1.5GiB
                    min='0MiB'               | min='0MiB' is not a size above 0 such as 512MiB or 1.5GiB
                    min='-1GiB'              | min='-1GiB' is not a size above 0 such as 512MiB or 1.5GiB
                    max='999999999999TiB'    | max='999999999999TiB' is not a size above 0 such as 512MiB or 1.5GiB
                    min='2GiB' max='1GiB'    | min='2GiB' is above max='1GiB'; at most max is allowed
                    target-hit-ratio='95%'   | target-hit-ratio='95%' is not a number above 0 and at most 1
                    target-hit-ratio='0'     | target-hit-ratio='0' is not a number above 0 and at most 1
                    target-hit-ratio='1.01'  | target-hit-ratio='1.01' is not a number above 0 and at most 1
                    target-hit-ratio='NaN'   | target-hit-ratio='NaN' is not a number above 0 and at most 1
                    target-hit-ratio='0x1p-1'| target-hit-ratio='0x1p-1' is not a number above 0 and at most 1
                    weight='0'               | weight='0' is not a whole number from 1 to 10000
                    weight='10001'           | weight='10001' is not a whole number from 1 to 10000
                    weight='99999999999'     | weight='99999999999' is not a whole number from 1 to 10000
                    weight='1.5'             | weight='1.5' is not a whole number from 1 to 10000
                    colour='red'             | there is no attribute 'colour' (set to 'red'); allowed are mode, min, max, target-hit-ratio, weight, lever and near-cells
                    ballast:mode='off'       | there is no attribute 'ballast:mode' (set to 'off'); allowed are mode, min, max, target-hit-ratio, weight, lever and near-cells
                    """)
    void mistake_isToldAndNothingElseHolds(String attributes, String mistake) {
        DomainDescription domain =
                Xml.parse(Xml.withSettings(attributes.contains("mode=") ? attributes : "mode='off' " + attributes));

        assertEquals(
                Optional.of("the metadata of domain 'web1' is wrong: " + mistake + "; correct it with virsh metadata"),
                domain.settingsMistake());
        assertEquals(DomainSettings.NONE, domain.settings());
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1.0,1", "0.5,0.5", ".5,0.5", "0.000000001,0.000000001"})
    void ratio_isReadInEachForm(String text, double ratio) {
        assertEquals(
                OptionalDouble.of(ratio),
                Xml.parse(Xml.withSettings("target-hit-ratio='" + text + "'"))
                        .settings()
                        .targetHitRatio());
    }

    @Test
    void hostileTextInAMistake_staysOnOneLineAndShort() {
        String value = "&#10;&#x202E;" + "x".repeat(10_000);
        String mistake = Xml.parse(Xml.withSettings("min='" + value + "'").replace("web1</name>", "a&#10;b</name>"))
                .settingsMistake()
                .orElseThrow();

        assertFalse(mistake.contains("\n") || mistake.contains("\u202E"), mistake);
        assertEquals(
                "the metadata of domain 'a?b' is wrong: min='??" + "x".repeat(78)
                        + "…' is not a size above 0 such as 512MiB or 1.5GiB; correct it with virsh metadata",
                mistake);
    }
}
