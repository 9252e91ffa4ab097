/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * One line an event on standard error, without a time where the service manager adds its own: the level, then the message.
 * Control characters, which a domain's name may hold, are made visible.
 */
final class LogFormat extends Formatter {
    /** The levels of syslog that the service manager's journal reads at the start of a line. */
    private static final String ERROR = "<3>";

    private static final String WARNING = "<4>";
    private static final String INFORMATION = "<6>";

    private final boolean journal;

    private LogFormat(boolean journal) {
        this.journal = journal;
    }

    /** Sets up the log of this process. */
    static void install() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler handler = new ConsoleHandler();
        handler.setFormatter(new LogFormat(System.getenv("JOURNAL_STREAM") != null));
        root.addHandler(handler);
        // What the libraries say in between is for their developers.
        root.setLevel(Level.WARNING);
        OURS.setLevel(Level.INFO);
    }

    /** Held here because the JDK keeps loggers, and so their levels, only as long as somebody else does. */
    private static final Logger OURS = Logger.getLogger("org.virtballast");

    @Override
    public String format(LogRecord event) {
        StringBuilder line = new StringBuilder();
        if (journal) {
            line.append(priority(event.getLevel()));
        } else {
            line.append(event.getInstant().toString(), 0, 19).append("Z ");
            line.append(event.getLevel().getName().toLowerCase(Locale.ROOT)).append(": ");
        }
        line.append(visible(formatMessage(event))).append(System.lineSeparator());
        if (event.getThrown() != null) {
            StringWriter trace = new StringWriter();
            event.getThrown().printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }

    private static String priority(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return ERROR;
        }
        return level.intValue() >= Level.WARNING.intValue() ? WARNING : INFORMATION;
    }

    private static String visible(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                safe.append(String.format(Locale.ROOT, "\\x%02x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
