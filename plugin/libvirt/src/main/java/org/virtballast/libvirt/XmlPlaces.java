/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where elements stand in a text of XML, so that one can be changed and all others stay as they are, character for character.
 * The text must have been found well-formed, and without a document type, by a parser.
 */
final class XmlPlaces {
    /** As deep as anything of interest. */
    private static final int DEEPEST = 2;

    private final String xml;
    private final Map<String, Place> places = new HashMap<>();

    /**
     * An element. Where it is written as one empty tag, its content begins and ends where the tag does.
     *
     * @param start where its tag begins
     * @param content where what is in it begins
     * @param contentEnd where what is in it ends
     * @param end behind it
     */
    record Place(int start, int content, int contentEnd, int end) {
        boolean empty() {
            return content == end;
        }
    }

    /** @param xml well-formed, without a document type */
    XmlPlaces(String xml) {
        this.xml = xml;
        find();
    }

    /** The first element of that path, as in {@code domain/memory}; paths of more than two steps are not known. */
    Optional<Place> first(String path) {
        return Optional.ofNullable(places.get(path));
    }

    private void find() {
        Deque<String> path = new ArrayDeque<>();
        Deque<int[]> open = new ArrayDeque<>();
        for (int at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at)) {
            if (xml.startsWith("<!--", at)) {
                at = behind("-->", at + 4);
            } else if (xml.startsWith("<![CDATA[", at)) {
                at = behind("]]>", at);
            } else if (xml.startsWith("<?", at)) {
                at = behind("?>", at);
            } else if (xml.startsWith("</", at)) {
                int end = behind(">", at);
                int[] begun = open.removeLast();
                note(path, new Place(begun[0], begun[1], at, end));
                path.removeLast();
                at = end;
            } else {
                int end = behindTag(at);
                path.addLast(name(at));
                if (xml.charAt(end - 2) == '/') {
                    note(path, new Place(at, end, end, end));
                    path.removeLast();
                } else {
                    open.addLast(new int[] {at, end});
                }
                at = end;
            }
        }
    }

    private void note(Deque<String> path, Place place) {
        if (path.size() <= DEEPEST) {
            places.putIfAbsent(String.join("/", path), place);
        }
    }

    private int behind(String mark, int from) {
        int found = xml.indexOf(mark, from);
        if (found < 0) {
            throw new IllegalArgumentException("the XML ends within what '" + mark + "' should end");
        }
        return found + mark.length();
    }

    /** Behind a tag that begins there; its values may have the sign that ends it. */
    private int behindTag(int start) {
        char quote = 0;
        for (int i = start; i < xml.length(); i++) {
            char c = xml.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("the XML ends within a tag");
    }

    private String name(int start) {
        int end = start + 1;
        while ("/> \t\r\n".indexOf(xml.charAt(end)) < 0) {
            end++;
        }
        return xml.substring(start + 1, end);
    }
}
