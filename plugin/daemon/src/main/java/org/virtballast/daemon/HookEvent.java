/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One operation that libvirt called the hook for.
 *
 * @param operation such as {@code started}
 * @param subOperation such as {@code begin}
 * @param extra what else libvirt said, mostly {@code -}
 * @param domain the domain's name
 * @param xml the domain's XML as libvirt handed it over; may be garbage
 */
record HookEvent(String operation, String subOperation, String extra, String domain, String xml) {
    private static final int FIELDS = 4;

    HookEvent {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(subOperation, "subOperation");
        Objects.requireNonNull(extra, "extra");
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(xml, "xml");
    }

    /**
     * Reads what the hook wrote: four fields that end with a NUL each, for a name may hold any other byte, then the XML.
     *
     * @throws IllegalArgumentException where this is nothing that the hook writes; the message says what is wrong
     */
    static HookEvent parse(byte[] spooled) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < spooled.length && fields.size() < FIELDS; i++) {
            if (spooled[i] == 0) {
                fields.add(text(spooled, start, i));
                start = i + 1;
            }
        }
        if (fields.size() < FIELDS) {
            throw new IllegalArgumentException("it has " + fields.size() + " of " + FIELDS + " fields");
        }
        return new HookEvent(
                fields.get(0), fields.get(1), fields.get(2), fields.get(3), text(spooled, start, spooled.length));
    }

    private static String text(byte[] bytes, int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not UTF-8 from byte " + from, e);
        }
    }
}
