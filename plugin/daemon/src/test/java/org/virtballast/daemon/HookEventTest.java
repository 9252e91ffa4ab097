/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class HookEventTest {
    @Test
    void fields_areReadInOrder() {
        HookEvent event = parse("started\0begin\0-\0web1\0<domain/>");

        assertEquals(new HookEvent("started", "begin", "-", "web1", "<domain/>"), event);
    }

    @Test
    void name_mayHoldWhateverIsNoNul() {
        assertEquals("a\n'b' ü", parse("started\0begin\0-\0a\n'b' ü\0").domain());
    }

    @Test
    void xml_mayHoldNul() {
        assertEquals("a\0b", parse("started\0begin\0-\0web1\0a\0b").xml());
    }

    @Test
    void event_withTooFewFieldsIsRefused() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> parse("started\0begin\0"));

        assertEquals("it has 2 of 4 fields", refused.getMessage());
    }

    @Test
    void event_thatIsNotUtf8IsRefused() {
        byte[] spooled = {'s', 0, 'b', 0, '-', 0, (byte) 0xff, 0};

        assertEquals(
                "it is not UTF-8 from byte 6",
                assertThrows(IllegalArgumentException.class, () -> HookEvent.parse(spooled))
                        .getMessage());
    }

    private static HookEvent parse(String spooled) {
        return HookEvent.parse(spooled.getBytes(StandardCharsets.UTF_8));
    }
}
