/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.UUID;
import java.util.regex.Pattern;

/** What goes into commands that are shown to be copied: a name may hold anything, and a shell would obey it. */
final class ShellWords {
    /** What a shell takes as it is. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,39}");

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_./:=@%+,][A-Za-z0-9_./:=@%+,-]*");

    private ShellWords() {}

    /** Text as one word of a shell's. */
    static String quoted(String text) {
        return HARMLESS.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** The name where it is plain, else the UUID. */
    static String handle(String name, UUID id) {
        return PLAIN.matcher(name).matches() ? name : id.toString();
    }
}
