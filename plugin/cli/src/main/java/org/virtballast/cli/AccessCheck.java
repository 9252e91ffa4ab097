/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.SetupReport;
import org.virtballast.core.report.StatusReport;

/** Which source counts the guests' accesses, and what stops it: the kernel's errno, in the daemon's words. */
final class AccessCheck implements DoctorCheck {
    /** How the daemon begins a sentence about the metadata of a domain; all other problems of a domain are about counting. */
    private static final String METADATA = "the metadata of domain ";

    /** In what the daemon says of a domain that it counts since its last cycle. */
    private static final String JUST_BEGUN = "began with this cycle";

    @Override
    public List<Finding> look(Examined host) {
        return host.status()
                .value()
                .map(status -> status.setup()
                        .map(setup -> of(status, setup))
                        .orElseGet(() -> List.of(Finding.note(
                                "access",
                                "this virt-ballastd does not say what counts accesses: restart it after an upgrade"))))
                .orElseGet(() -> List.of(Finding.unasked("access", "virt-ballastd")));
    }

    private static List<Finding> of(StatusReport status, SetupReport setup) {
        if (setup.uncounted().isPresent()) {
            return List.of(Finding.warning(
                    "access",
                    "nothing counts the guests' accesses, so no hit ratio is known: "
                            + setup.uncounted().get()));
        }
        List<Finding> found = new ArrayList<>();
        long counted = status.domains().stream()
                .filter(domain -> domain.accessesPerSecond().isPresent())
                .count();
        if (counted > 0) {
            found.add(Finding.ok(
                    "access", setup.access() + " counts the accesses of " + guests(counted) + " in its last window"));
        }
        failures(status.domains()).forEach((failure, guests) -> found.add(failed(failure, guests)));
        if (found.isEmpty()) {
            found.add(Finding.note(
                    "access",
                    setup.access() + " is to count accesses, and there is no guest yet that proves that it can"));
        }
        return found;
    }

    /** The guests that are not counted, by the reason; guests with the same reason but for their name are one entry. */
    private static Map<String, List<DomainReport>> failures(List<DomainReport> domains) {
        Map<String, List<DomainReport>> failures = new LinkedHashMap<>();
        for (DomainReport domain : domains) {
            reason(domain)
                    .ifPresent(reason -> failures.computeIfAbsent(
                                    reason.replace("'" + domain.name() + "'", "''"), key -> new ArrayList<>())
                            .add(domain));
        }
        return failures;
    }

    private static Optional<String> reason(DomainReport domain) {
        return domain.problems().stream()
                .filter(problem -> !problem.startsWith(METADATA))
                .findFirst();
    }

    private static Finding failed(String failure, List<DomainReport> guests) {
        String more = guests.size() > 1 ? "; so it is with " + guests(guests.size() - 1) + " more" : "";
        String sentence = reason(guests.get(0)).orElseThrow().replaceFirst("\\.$", "") + more;
        return failure.contains(JUST_BEGUN) ? Finding.note("access", sentence) : Finding.warning("access", sentence);
    }

    private static String guests(long count) {
        return count + (count == 1 ? " guest" : " guests");
    }
}
