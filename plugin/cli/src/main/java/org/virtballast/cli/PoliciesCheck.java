/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.List;
import org.virtballast.core.report.PoliciesReport;

/** Which policies there are, and which jars the daemon refuses. */
final class PoliciesCheck implements DoctorCheck {
    @Override
    public List<Finding> look(Examined host) {
        if (host.status().value().isEmpty()) {
            return List.of(Finding.unasked("policies", "virt-ballastd"));
        }
        return host.policies()
                .value()
                .map(PoliciesCheck::of)
                .orElseGet(() ->
                        List.of(Finding.warning("policies", host.policies().failure())));
    }

    private static List<Finding> of(PoliciesReport report) {
        List<Finding> found = new ArrayList<>();
        long usable = report.policies().stream()
                .filter(entry -> entry.refusal().isEmpty())
                .count();
        found.add(Finding.ok(
                "policies",
                usable + (usable == 1 ? " policy" : " policies") + " can be used; the one in use is '" + report.used()
                        + "'"));
        report.quarantine()
                .ifPresent(why -> found.add(Finding.warning(
                                "quarantine",
                                "the policy '" + report.used() + "' is in quarantine (" + why + "), and "
                                        + (report.deciding().equals("none")
                                                ? "nothing is proposed"
                                                : "'" + report.deciding() + "' decides")
                                        + ": mend it, then use it anew")
                        .mend("virt-ballast policy use " + ShellWords.quoted(report.used()))));
        for (PoliciesReport.Entry entry : report.policies()) {
            entry.refusal()
                    .ifPresent(why ->
                            found.add(Finding.warning("policies", "the jar " + entry.jar() + " is refused: " + why)
                                    .mend("virt-ballast policy check " + ShellWords.quoted(entry.jar()))));
        }
        return found;
    }
}
