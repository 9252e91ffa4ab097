/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.util.HashMap;
import java.util.Map;
import org.virtballast.spi.ByteSize;

/** What the testbed asks of the machine it runs on. */
final class Host {
    private Host() {}

    /** What all running domains hold now, in bytes; the testbed's own and anybody's. */
    static long heldByDomains() {
        return sizes().values().stream().mapToLong(Long::longValue).sum();
    }

    /** The size of each running domain's balloon, in bytes, by name. */
    static Map<String, Long> sizes() {
        String stats = Program.check(
                "virsh", "--quiet", "--connect", "qemu:///system", "domstats", "--balloon", "--list-running");
        Map<String, Long> sizes = new HashMap<>();
        String domain = "";
        for (String line : stats.lines().map(String::strip).toList()) {
            if (line.startsWith("Domain: ")) {
                domain = line;
            } else if (line.startsWith("balloon.current=")) {
                sizes.put(domain, Long.parseLong(line.substring("balloon.current=".length())) * ByteSize.KIB);
            }
        }
        return sizes;
    }

    /** The lines near-events and far-events of a configuration that counts with the tier counter of the test guests. */
    static String events(Tree tree) {
        return Program.check(tree.script("guest"), "probes");
    }
}
