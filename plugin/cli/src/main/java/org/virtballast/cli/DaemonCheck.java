/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.List;
import org.virtballast.core.report.StatusReport;

/** Whether the daemon answers, and what it says of itself. */
final class DaemonCheck implements DoctorCheck {
    /** In what the daemon says of a policy that {@link PoliciesCheck} tells of. */
    private static final String QUARANTINE = " is in quarantine: ";

    @Override
    public List<Finding> look(Examined host) {
        return host.status()
                .value()
                .map(status -> of(status, host))
                .orElseGet(() -> List.of(Finding.error("daemon", host.status().failure())
                        .mend(Advice.in(host.status().failure()))));
    }

    private static List<Finding> of(StatusReport status, Examined host) {
        List<Finding> found = new ArrayList<>();
        found.add(Finding.ok(
                "daemon",
                "virt-ballastd " + status.version() + " answers: mode " + status.mode() + ", policy "
                        + status.policy() + ", "
                        + (status.time().isPresent() ? "cycle " + status.cycle() : "no cycle yet")));
        if (!status.connected()) {
            found.add(Finding.error(
                            "daemon-libvirt",
                            "virt-ballastd has no connection to libvirt and resizes nobody until it has one")
                    .mend(
                            host.libvirt().value().isPresent()
                                    ? "journalctl -u virt-ballast"
                                    : host.services().startLibvirt()));
        }
        if ("observe".equals(status.mode())) {
            found.add(Finding.note(
                    "mode",
                    "the daemon observes: no guest is resized unless its own mode is auto; 'mode = auto' under [daemon] in"
                            + " its configuration turns it on for all"));
        }
        if (status.paused()) {
            found.add(Finding.warning("paused", "an operator paused all guests").mend("virt-ballast resume"));
        }
        pressure(status, found);
        status.problems().stream()
                .filter(problem -> !problem.contains(QUARANTINE))
                .forEach(problem -> found.add(Finding.warning("problem", problem)));
        return found;
    }

    private static void pressure(StatusReport status, List<Finding> found) {
        String sentence = "the host itself has little near memory left: its pressure is " + status.pressure();
        switch (status.pressure()) {
            case "high" -> {}
            case "soft" -> found.add(Finding.note("host-memory", sentence));
            default -> found.add(Finding.warning("host-memory", sentence));
        }
    }
}
