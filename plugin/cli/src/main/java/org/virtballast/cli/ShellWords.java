/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.regex.Pattern;

/** What goes into commands that are shown to be copied: a name may hold anything, and a shell would obey it. */
final class ShellWords {
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_./:=@%+,][A-Za-z0-9_./:=@%+,-]*");

    private ShellWords() {}

    /** Text as one word of a shell's. */
    static String quoted(String text) {
        return HARMLESS.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
