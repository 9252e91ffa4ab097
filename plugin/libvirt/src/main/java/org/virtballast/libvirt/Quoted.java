/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

/** Foreign text as it appears in our sentences: on one line, short, and told apart from our own words. */
final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    /** The text in single quotes, with a question mark for each character that could break or turn a line. */
    static String of(String text) {
        StringBuilder quoted = new StringBuilder("'");
        text.codePoints().limit(LONGEST).map(Quoted::visible).forEach(quoted::appendCodePoint);
        return quoted.append(text.codePointCount(0, text.length()) > LONGEST ? "…'" : "'")
                .toString();
    }

    /** Foreign text that is a sentence by itself: as {@link #of}, without the quotes and with its whole length. */
    static String line(String text) {
        StringBuilder line = new StringBuilder();
        text.strip().codePoints().map(Quoted::visible).forEach(line::appendCodePoint);
        return line.toString();
    }

    private static int visible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            // FORMAT holds the characters that turn the direction of what follows.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> '?';
            default -> codePoint;
        };
    }
}
