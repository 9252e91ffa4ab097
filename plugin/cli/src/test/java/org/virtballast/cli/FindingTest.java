/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FindingTest {
    @Test
    void sentence_endsWithOneFullStop() {
        assertEquals("so it is.", Finding.ok("x", "so it is").sentence());
        assertEquals("so it is.", Finding.ok("x", "so it is.").sentence());
        assertThrows(IllegalArgumentException.class, () -> Finding.ok("x", " "));
    }

    @Test
    void json_hasItsMembersInOrder() {
        assertEquals(
                "{\"verdict\":\"warning\",\"findings\":["
                        + "{\"check\":\"a\",\"domain\":null,\"verdict\":\"ok\",\"sentence\":\"b.\",\"command\":null},"
                        + "{\"check\":\"c\",\"domain\":\"web1\",\"verdict\":\"warning\",\"sentence\":\"d.\","
                        + "\"command\":\"virsh edit web1\"},"
                        + "{\"check\":\"e\",\"domain\":null,\"verdict\":\"note\",\"sentence\":\"f.\",\"command\":null}]}",
                DoctorJson.of(List.of(
                        Finding.ok("a", "b"),
                        Finding.warning("c", "d").about("web1").mend("virsh edit web1"),
                        Finding.note("e", "f"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    start it with 'systemctl start virt-ballast'.             | systemctl start virt-ballast
                    so it is held; 'virt-ballast resume web1' goes on at once | virt-ballast resume web1
                    see 'journalctl -u virt-ballast' or 'virsh list'          | journalctl -u virt-ballast
                    'virt-ballast resume $(reboot)' goes on                   |
                    'virt-ballast resume a b;reboot' goes on                  |
                    'rm -rf x'                                                |
                    nothing to do                                             |
                    """)
    void advice_isTakenFromASentenceWhereItCanBeTyped(String sentence, String command) {
        assertEquals(Optional.ofNullable(command), Advice.in(sentence));
    }
}
