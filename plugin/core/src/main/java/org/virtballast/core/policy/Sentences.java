/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

/** Makes of what a policy says something that fits a line of a log or a screen. */
final class Sentences {
    /** A reason is a sentence or two. */
    static final int MOST_CHARACTERS = 300;

    private Sentences() {}

    /** The text on one line, without characters that command a terminal, and not longer than a reason is. */
    static String tame(String text) {
        StringBuilder tame = new StringBuilder(Math.min(text.length(), MOST_CHARACTERS));
        for (int index = 0; index < text.length(); index++) {
            if (tame.length() >= MOST_CHARACTERS) {
                return tame.append('…').toString();
            }
            char letter = text.charAt(index);
            tame.append(Character.isISOControl(letter) || Character.getType(letter) == Character.FORMAT ? ' ' : letter);
        }
        return tame.toString();
    }

    /** Whether it is that already. */
    static boolean isTame(String text) {
        return text.length() <= MOST_CHARACTERS
                && text.chars()
                        .noneMatch(letter ->
                                Character.isISOControl(letter) || Character.getType(letter) == Character.FORMAT);
    }
}
