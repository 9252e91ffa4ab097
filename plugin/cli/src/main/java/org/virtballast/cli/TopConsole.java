/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedString;

/** A terminal that {@code top} has for itself: it draws on it and reads keys from it. Closing it gives it back as it was. */
interface TopConsole extends AutoCloseable {
    // Keys that are no characters.
    String ENTER = "enter";
    String ESCAPE = "escape";
    String BACKSPACE = "backspace";
    String UP = "up";
    String DOWN = "down";
    String PAGE_UP = "page-up";
    String PAGE_DOWN = "page-down";
    String HOME = "home";
    String END = "end";

    /** No key: the terminal has another size now, or was taken back, and what was on it is gone. */
    String CHANGED = "changed";

    /** Takes a terminal. */
    @FunctionalInterface
    interface Opener {
        /** The terminal that the command was started on; absent where there is none. */
        Optional<TopConsole> open();
    }

    int columns();

    int rows();

    /** Draws these lines, as many as there are rows. */
    void draw(List<AttributedString> lines);

    /** Waits so long for a key; absent where none was pressed. */
    Optional<String> key(Duration patience);

    @Override
    void close();
}
