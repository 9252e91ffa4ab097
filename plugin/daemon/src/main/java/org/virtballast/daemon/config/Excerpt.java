/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

/** What of a piece of the file is repeated in a message: a sentence stays a sentence whatever the file holds. */
final class Excerpt {
    private static final int MOST_CHARACTERS = 60;

    private Excerpt() {}

    static String of(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }
}
