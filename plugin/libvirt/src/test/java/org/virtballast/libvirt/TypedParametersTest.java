/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class TypedParametersTest {
    @Test
    void everyType_isDecoded() {
        TypedParameters decoded = new Parameters(7)
                .integer("int", TypedParameters.INT, 7)
                .integer("uint", TypedParameters.UINT, -1)
                .signed("llong", Long.MAX_VALUE)
                .number("ullong", 1L << 40)
                .real("double", 2.9)
                .flag("true", true)
                .flag("false", false)
                .decode();

        assertEquals(OptionalLong.of(7), decoded.number("int"));
        assertEquals(OptionalLong.of(0xFFFF_FFFFL), decoded.number("uint"));
        assertEquals(OptionalLong.of(Long.MAX_VALUE), decoded.number("llong"));
        assertEquals(OptionalLong.of(1L << 40), decoded.number("ullong"));
        assertEquals(OptionalLong.of(2), decoded.number("double"));
        assertEquals(OptionalLong.of(1), decoded.number("true"));
        assertEquals(OptionalLong.of(0), decoded.number("false"));
    }

    @Test
    void valueThatIsNoWholeNumberFromZeroOn_isAbsent() {
        TypedParameters decoded = new Parameters(8)
                .integer("int", TypedParameters.INT, -1)
                .signed("llong", -1)
                .number("ullong", -1)
                .real("nan", Double.NaN)
                .real("infinite", Double.POSITIVE_INFINITY)
                .real("negative", -0.5)
                .text("text")
                .integer("unheard-of", 99, 1)
                .decode();

        for (String name :
                new String[] {"int", "llong", "ullong", "nan", "infinite", "negative", "text", "unheard-of"}) {
            assertEquals(OptionalLong.empty(), decoded.number(name), name);
        }
    }

    @Test
    void longestName_endsWithItsField() {
        String name = "n".repeat(80);

        assertEquals(
                OptionalLong.of(3),
                new Parameters(2).number(name, 3).number("next", 4).decode().number(name));
    }

    @Test
    void noParameters_areNoNumbers() {
        assertEquals(OptionalLong.empty(), TypedParameters.decode(null, 0).number("state.state"));
        assertEquals(OptionalLong.empty(), TypedParameters.decode(null, 5).number("state.state"));
        assertEquals(
                OptionalLong.empty(),
                TypedParameters.decode(new Parameters(1).number("a", 1).memory(), -1)
                        .number("a"));
    }
}
