/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.report.CyclesReport;
import org.virtballast.core.report.PoliciesReport;

/** Keeps what was asked for; knows every domain but "gone" and refuses to resume "stuck". */
final class RecordedRequests implements OperatorRequests {
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Answer pause(Optional<String> domain) {
        return note("pause", domain);
    }

    @Override
    public Answer resume(Optional<String> domain) {
        return note("resume", domain);
    }

    @Override
    public Answer usePolicy(String name) {
        return note("use", Optional.of(name));
    }

    @Override
    public PoliciesReport policies() throws PolicyLoadException {
        asked.add("policies");
        return new PoliciesReport(
                "calm",
                "hit-ratio",
                Optional.of("it failed"),
                List.of(new PoliciesReport.Entry(
                        Optional.of("calm"), "/p/calm.jar", "drop-in", true, Optional.empty())));
    }

    @Override
    public CyclesReport cycles(Optional<UUID> run, long after) {
        asked.add("cycles of " + run.map(UUID::toString).orElse("any run") + " after " + after);
        return SampleReports.cycles();
    }

    private Answer note(String deed, Optional<String> domain) {
        asked.add(deed + " " + domain.orElse("all"));
        if (domain.equals(Optional.of("gone"))) {
            return new UnknownDomain();
        }
        return domain.equals(Optional.of("stuck"))
                ? new Refused("stuck cannot be resumed: it is gone for good.")
                : new Done(deed + "d " + domain.orElse("all guests") + ".");
    }
}
