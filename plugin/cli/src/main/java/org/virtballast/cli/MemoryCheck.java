/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.virtballast.core.port.HostMemory.Stall;

/** Which of the host's nodes are near and far, and whether its kernel tells how long tasks wait for memory. */
final class MemoryCheck implements DoctorCheck {
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
        Optional<Stall> read;
        try {
            read = Stall.parse(Files.readString(services.file("proc/pressure/memory")));
        } catch (IOException e) {
            return Finding.note(
                    "psi",
                    "the kernel does not tell how long tasks wait for memory (/proc/pressure/memory: " + Reasons.of(e)
                            + "), so only free memory tells how short the host is: boot it with psi=1");
        }
        if (read.isEmpty()) {
            return Finding.note("psi", "/proc/pressure/memory is not as this virt-ballast knows it");
        }
        Stall stall = read.get();
        String sentence = "some tasks waited for memory " + stall.some() + " % of the last 10 s, all of them "
                + stall.full() + " %";
        return stall.some() >= Stall.SOFT_SOME || stall.full() >= Stall.HARD_FULL
                ? Finding.warning("psi", sentence + ": the host is short of memory")
                : Finding.ok("psi", sentence);
    }
}
