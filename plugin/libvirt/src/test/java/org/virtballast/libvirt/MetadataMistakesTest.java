/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSettings;

/** What people get wrong in a domain's metadata, and what whoever may edit a domain writes there on purpose. */
final class MetadataMistakesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            mode    | Auto      | auto, observe or off
            mode    | auto off  | auto, observe or off
            mode    | yes       | auto, observe or off
            mode    | 1         | auto, observe or off
            mode    | held      | auto, observe or off
            min     | ``        | a size above 0 such as 512MiB or 1.5GiB
            min     | 512       | a size above 0 such as 512MiB or 1.5GiB
            min     | 0B        | a size above 0 such as 512MiB or 1.5GiB
            min     | 0.1B      | a size above 0 such as 512MiB or 1.5GiB
            min     | 512MB     | a size above 0 such as 512MiB or 1.5GiB
            min     | 512M      | a size above 0 such as 512MiB or 1.5GiB
            min     | 512mib    | a size above 0 such as 512MiB or 1.5GiB
            min     | 50%       | a size above 0 such as 512MiB or 1.5GiB
            min     | +1GiB     | a size above 0 such as 512MiB or 1.5GiB
            min     | 1,5GiB    | a size above 0 such as 512MiB or 1.5GiB
            min     | 1e3MiB    | a size above 0 such as 512MiB or 1.5GiB
            min     | NaN       | a size above 0 such as 512MiB or 1.5GiB
            min     | auto      | a size above 0 such as 512MiB or 1.5GiB
            min     | GiB       | a size above 0 such as 512MiB or 1.5GiB
            min     | 1GiB 2GiB | a size above 0 such as 512MiB or 1.5GiB
            min     | 8388608TiB| a size above 0 such as 512MiB or 1.5GiB
            min     | 0x10MiB   | a size above 0 such as 512MiB or 1.5GiB
            min     | １GiB     | a size above 0 such as 512MiB or 1.5GiB
            max     | ``        | a size above 0 such as 512MiB or 1.5GiB
            max     | 0MiB      | a size above 0 such as 512MiB or 1.5GiB
            max     | -8GiB     | a size above 0 such as 512MiB or 1.5GiB
            max     | unlimited | a size above 0 such as 512MiB or 1.5GiB
            max     | 8GiB;     | a size above 0 such as 512MiB or 1.5GiB
            max     | 100%      | a size above 0 such as 512MiB or 1.5GiB
            target-hit-ratio | ``     | a number above 0 and at most 1
            target-hit-ratio | 0.0    | a number above 0 and at most 1
            target-hit-ratio | 1.0001 | a number above 0 and at most 1
            target-hit-ratio | 2      | a number above 0 and at most 1
            target-hit-ratio | -0.5   | a number above 0 and at most 1
            target-hit-ratio | +0.5   | a number above 0 and at most 1
            target-hit-ratio | 0,95   | a number above 0 and at most 1
            target-hit-ratio | 9e-1   | a number above 0 and at most 1
            target-hit-ratio | 1.     | a number above 0 and at most 1
            target-hit-ratio | .      | a number above 0 and at most 1
            target-hit-ratio | 0.95f  | a number above 0 and at most 1
            target-hit-ratio | Infinity      | a number above 0 and at most 1
            target-hit-ratio | 0.9500000000  | a number above 0 and at most 1
            target-hit-ratio | auto   | a number above 0 and at most 1
            weight  | ``        | a whole number from 1 to 10000
            weight  | -1        | a whole number from 1 to 10000
            weight  | +1        | a whole number from 1 to 10000
            lever   | ``        | balloon, near or auto
            lever   | Near      | balloon, near or auto
            lever   | NEAR      | balloon, near or auto
            lever   | far       | balloon, near or auto
            lever   | near balloon | balloon, near or auto
            near-cells | ``     | one or more NUMA cells that its guest has, such as 0 or 0,1
            near-cells | 0      | one or more NUMA cells that its guest has, such as 0 or 0,1
            near-cells | -1     | one or more NUMA cells that its guest has, such as 0 or 0,1
            near-cells | 0,,1   | one or more NUMA cells that its guest has, such as 0 or 0,1
            near-cells | all    | one or more NUMA cells that its guest has, such as 0 or 0,1
            near-cells | 0-99999 | one or more NUMA cells that its guest has, such as 0 or 0,1
            near-cells | 0,^0   | one or more NUMA cells that its guest has, such as 0 or 0,1
            weight  | 1e3       | a whole number from 1 to 10000
            weight  | 0x10      | a whole number from 1 to 10000
            weight  | 100%      | a whole number from 1 to 10000
            weight  | high      | a whole number from 1 to 10000
            weight  | 00000100  | a whole number from 1 to 10000
            weight  | １        | a whole number from 1 to 10000
            """)
    void wrongValue_isToldWithWhatIsAllowed(String name, String value, String allowed) {
        assertMistake(name + "='" + value + "' is not " + allowed, name + "='" + value + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Mode", "MIN", "minimum", "target_hit_ratio", "targetHitRatio", "wieght", "key", "xml:lang"})
    void unknownAttribute_isToldWithThoseThereAre(String name) {
        assertMistake(
                "there is no attribute '" + name
                        + "' (set to '1'); allowed are mode, min, max, target-hit-ratio, weight, lever and near-cells",
                name + "='1' weight='5'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | true", "1 | true", "0,1 | true", "0-1 | true", "2 | false", "0,2 | false", "^0 | false"})
    void nearCells_areThoseOfTheGuest(String cells, boolean known) {
        DomainDescription domain = Xml.parse(
                Xml.withSettings("near-cells='" + cells + "'").replace("check='none'>", "check='none'>" + Xml.CELLS));

        assertEquals(known, domain.settingsMistake().isEmpty(), domain::toString);
        assertEquals(known, domain.layout().reason().contains("near-cells"), domain.layout()::reason);
    }

    @ParameterizedTest
    @CsvSource({"2GiB,1GiB", "1025MiB,1GiB", "1TiB,1B"})
    void minAboveMax_isTold(String min, String max) {
        assertMistake(
                "min='" + min + "' is above max='" + max + "'; at most max is allowed",
                "max='" + max + "' min='" + min + "'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            &lt;script>&quot;        | <script>"
            a&#9;b&#10;c             | a?b?c
            &#x202e;&#x2066;&#x200b; | ???
            &#x1f600;                | \ud83d\ude00
            {0} %s ${x} ''           | {0} %s ${x} &
            """)
    void hostileValue_isShownOnOneLineAndMeansNothing(String value, String shown) {
        String written = value.replace("''", "&amp;");

        assertMistake("mode='" + shown + "' is not auto, observe or off", "mode='" + written + "'");
    }

    private static void assertMistake(String mistake, String attributes) {
        DomainDescription domain = Xml.parse(Xml.withSettings(attributes));

        assertEquals(
                Optional.of("the metadata of domain 'web1' is wrong: " + mistake + "; correct it with virsh metadata"),
                domain.settingsMistake());
        assertEquals(DomainSettings.NONE, domain.settings());
        assertTrue(domain.unresizable().isEmpty(), "a mistake in its settings is no reason not to know the domain");
    }
}
