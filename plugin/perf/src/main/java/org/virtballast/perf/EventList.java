/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds where one event of a comma-separated list ends and the next begins. */
final class EventList {
    private static final String END = "(?=\\s*(?:,|$))";

    /**
     * A uprobe ends after its offset or symbol, since its file may have commas; a PMU's event ends with its second slash;
     * anything else, mistakes too, ends before the next comma.
     */
    private static final Pattern EVENT = Pattern.compile("\\s*(uprobe:/.*?(?:@(?:0[xX]\\p{XDigit}+|\\d+)|:[^:/@,\\s]+)"
            + END + "|[^,/:\\s]+/[^/]*/" + END + "|[^,]*)\\s*(,|$)");

    private EventList() {}

    static List<String> split(String events) {
        List<String> found = new ArrayList<>();
        if (events.isBlank()) {
            return found;
        }
        Matcher matcher = EVENT.matcher(events);
        boolean more = true;
        while (more && matcher.find()) {
            String event = matcher.group(1).strip();
            if (event.isEmpty()) {
                throw new IllegalArgumentException("there is an empty event in '" + events
                        + "': write one between any two commas, and no comma at an end");
            }
            found.add(event);
            more = !matcher.group(2).isEmpty();
        }
        return List.copyOf(found);
    }
}
