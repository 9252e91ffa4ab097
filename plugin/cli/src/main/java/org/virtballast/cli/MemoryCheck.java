/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which of the host's nodes are near and far, and whether its kernel tells how long tasks wait for memory. */
final class MemoryCheck implements DoctorCheck {
    private static final Pattern STALL = Pattern.compile("(some|full) avg10=(\\d{1,3}(?:\\.\\d+)?)");

    /** Where the daemon takes the host's pressure for soft, and for hard: see docs/safety.md. */
    private static final double SOFT_SOME = 10;

    private static final double HARD_FULL = 5;

    @Override
    public List<Finding> look(Examined host) {
        return List.of(tiers(host), stalls(host.services()));
    }

    private static Finding tiers(Examined host) {
        if (host.status().value().isEmpty()) {
            return Finding.unasked("tiers", "virt-ballastd");
        }
        return host.status()
                .value()
                .get()
                .setup()
                .map(setup -> Finding.ok("tiers", StatusText.tiers(setup) + ": " + setup.tiers()))
                .orElseGet(() -> Finding.note(
                        "tiers", "this virt-ballastd does not say which nodes are near: restart it after an upgrade"));
    }

    private static Finding stalls(HostServices services) {
        Map<String, Double> percents;
        try {
            percents = STALL.matcher(Files.readString(services.file("proc/pressure/memory")))
                    .results()
                    .collect(Collectors.toMap(
                            line -> line.group(1),
                            line -> Double.parseDouble(line.group(2)),
                            (first, second) -> first));
        } catch (IOException e) {
            return Finding.note(
                    "psi",
                    "the kernel does not tell how long tasks wait for memory (/proc/pressure/memory: " + Reasons.of(e)
                            + "), so only free memory tells how short the host is: boot it with psi=1");
        }
        if (percents.size() != 2) {
            return Finding.note("psi", "/proc/pressure/memory is not as this virt-ballast knows it");
        }
        double some = percents.get("some");
        double full = percents.get("full");
        String sentence = "some tasks waited for memory " + some + " % of the last 10 s, all of them " + full + " %";
        return some >= SOFT_SOME || full >= HARD_FULL
                ? Finding.warning("psi", sentence + ": the host is short of memory")
                : Finding.ok("psi", sentence);
    }
}
