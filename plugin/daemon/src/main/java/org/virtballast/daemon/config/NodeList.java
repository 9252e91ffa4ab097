/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists of NUMA nodes as the kernel writes them and operators do: {@code 0,1} or {@code 0-3,5}. */
public final class NodeList {
    /** Linux has no more, whatever it was built with. */
    private static final int MOST_NODES = 1024;

    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

    private NodeList() {}

    /** The nodes of a list, white space around its parts aside; empty where the text is no such list, or names no node. */
    public static Optional<SortedSet<Integer>> parse(String text) {
        SortedSet<Integer> nodes = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part.strip());
            if (!range.matches()) {
                return Optional.empty();
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (last < first || last >= MOST_NODES) {
                return Optional.empty();
            }
            for (int node = first; node <= last; node++) {
                nodes.add(node);
            }
        }
        return Optional.of(nodes);
    }
}
