/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DomainXmlHostileTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "no xml", "<domain>", "<domain/><domain/>", "<domain>\u0000</domain>", "\uD800"})
    void garbage_isRefusedInOneSentence(String garbage) {
        assertOneLine(refusal(garbage));
    }

    @Test
    void malformedXml_isRefusedWithThePlace() {
        String xml = Xml.plain().replace("</name>", "</nome>");

        assertTrue(refusal(xml).startsWith("the domain XML is not well-formed at line 2, column"), refusal(xml));
    }

    @Test
    void documentType_isRefused() {
        assertEquals(
                "the domain XML has a document type, which libvirt never writes",
                refusal("<!DOCTYPE domain [<!ELEMENT domain ANY>]>" + Xml.plain()));
    }

    @Test
    void billionLaughs_areRefusedAtOnce() {
        StringBuilder xml = new StringBuilder("<!DOCTYPE domain [<!ENTITY l0 'lol'>");
        for (int i = 1; i < 12; i++) {
            xml.append("<!ENTITY l")
                    .append(i)
                    .append(" '")
                    .append(("&l" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        xml.append("]>").append(Xml.plain().replace("web1</name>", "&l11;</name>"));

        String refusal = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> refusal(xml.toString()));
        assertTrue(refusal.contains("document type"), refusal);
    }

    @Test
    void externalEntity_isNotRead(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
        String xml = "<!DOCTYPE domain [<!ENTITY s SYSTEM '" + secret.toUri() + "'>]>"
                + Xml.plain().replace("web1</name>", "&s;</name>");

        assertTrue(refusal(xml).contains("document type"), refusal(xml));
    }

    @Test
    void undeclaredEntity_isRefused() {
        assertTrue(refusal(Xml.plain().replace("web1", "&who;")).contains("not well-formed"));
    }

    @Test
    void hugeXml_isRefusedUnread() {
        String refusal = refusal(Xml.plain() + " ".repeat(4 << 20));

        assertTrue(refusal.endsWith("more than the 4194304 allowed"), refusal);
    }

    @Test
    void deepXml_isRefused() {
        String refusal = refusal("<domain>" + "<a>".repeat(1_000_000));

        assertEquals("the domain XML is more than 128 elements deep", refusal);
    }

    @Test
    void wideMetadata_isReadInConstantMemory() {
        String xml = Xml.plain().replace("<metadata>", "<metadata>" + "<a/>".repeat(500_000));

        assertEquals(
                "web1",
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Xml.parse(xml))
                        .name());
    }

    @Test
    void largeSetsOfCells_areReadAtOnce() {
        String xml = Xml.withSettings("near-cells='" + "0-4095,".repeat(500_000) + "0'");

        assertTrue(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Xml.parse(xml))
                .settingsMistake()
                .isPresent());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    <memory unit='KiB'>-1</memory>                    | '-1' is not a whole number
                    <memory unit='KiB'>1e6</memory>                   | '1e6' is not a whole number
                    <memory unit='KiB'/>                              | '' is not a whole number
                    <memory unit='potatoes'>1</memory>                | 'potatoes' is not a unit of memory such as KiB or MiB
                    <memory unit='KiBi'>1</memory>                    | 'KiBi' is not a unit of memory such as KiB or MiB
                    <memory unit=''>1</memory>                        | '' is not a unit of memory such as KiB or MiB
                    <memory unit='EiB'>8</memory>                     | '8 EiB' is more than 8 EiB
                    <memory>9999999999999999999</memory>              | '9999999999999999999 KiB' is more than 8 EiB
                    <memory>99999999999999999999</memory>             | '99999999999999999999' is not a whole number
                    """)
    void wrongMemory_isRefused(String memory, String reason) {
        assertEquals(
                "<memory> of the domain XML is wrong: " + reason,
                refusal(Xml.plain().replace("<memory unit='KiB'>4194304</memory>", memory)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<memory unit='KiB'>0</memory>", ""})
    void noMemory_isRefused(String memory) {
        assertEquals(
                "the XML of domain 'web1' has no <memory> above 0: 0",
                refusal(Xml.plain().replace("<memory unit='KiB'>4194304</memory>", memory)));
    }

    @Test
    void missingIdentity_isRefused() {
        assertEquals("the domain XML has no <name>", refusal(Xml.plain().replace("<name>web1</name>", "")));
        assertEquals(
                "the XML of domain 'web1' has no <uuid>", refusal(Xml.plain().replaceAll("<uuid>.*</uuid>", "")));
        assertEquals(
                "<uuid> of the domain XML is wrong: 'not?one'",
                refusal(Xml.plain().replaceAll("<uuid>.*</uuid>", "<uuid>not\none</uuid>")));
    }

    @Test
    void elementInsideAName_isRefused() {
        assertTrue(refusal(Xml.plain().replace("web1", "web<b>1</b>")).contains("not well-formed"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomlyDamagedXml_isReadOrRefused(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            StringBuilder xml = new StringBuilder(Xml.withSettings("min='1GiB' weight='7'"));
            for (int damage = 0; damage < 3; damage++) {
                xml.setCharAt(random.nextInt(xml.length()), "<>'\"&/=0-x\u0000\uFFFF".charAt(random.nextInt(12)));
            }
            assertDoesNotThrow(
                    () -> {
                        try {
                            Xml.parse(xml.toString());
                        } catch (IllegalArgumentException e) {
                            assertOneLine(e.getMessage());
                        }
                    },
                    xml::toString);
        }
    }

    private static String refusal(String xml) {
        return assertThrows(IllegalArgumentException.class, () -> Xml.parse(xml))
                .getMessage();
    }

    private static void assertOneLine(String sentence) {
        assertFalse(sentence.isBlank() || sentence.contains("\n"), sentence);
    }
}
