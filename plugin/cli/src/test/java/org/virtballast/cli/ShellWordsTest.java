/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShellWordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    /usr/lib/a-b_1.jar | /usr/lib/a-b_1.jar
                    a b                | 'a b'
                    it's               | 'it'\\''s'
                    $(reboot)          | '$(reboot)'
                    -rf                | '-rf'
                    ""                 | ''
                    """)
    void quoted_isOneWordOfAShells(String text, String word) {
        assertEquals(word, ShellWords.quoted(text));
    }
}
