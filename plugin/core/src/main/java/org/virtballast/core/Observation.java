/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;

/**
 * What was seen of the host at the start of a cycle.
 *
 * @param view what the policy is shown
 * @param uptime the clock that deadlines are measured by
 * @param domains what else was seen of each domain of the view
 * @param overdue moves whose deadline passed
 * @param problems what could not be seen, a sentence each
 */
record Observation(
        HostView view,
        Duration uptime,
        List<ObservedDomain> domains,
        List<OverdueMove> overdue,
        List<String> problems) {
    Observation {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(uptime, "uptime");
        domains = List.copyOf(domains);
        overdue = List.copyOf(overdue);
        problems = List.copyOf(problems);
    }

    /** The mode of a domain; off where it was not seen. */
    Mode mode(UUID id) {
        return domains.stream()
                .filter(domain -> domain.view().id().equals(id))
                .map(ObservedDomain::mode)
                .findFirst()
                .orElse(Mode.OFF);
    }

    /**
     * A domain of the view.
     *
     * @param view what the policy is shown
     * @param state whether it runs
     * @param mode how far the daemon may go with it
     * @param accessesPerSecond accesses a second in the window, judged or not; negative where none were counted
     * @param problems what is wrong with it, a sentence each
     */
    record ObservedDomain(
            DomainView view, DomainSample.State state, Mode mode, double accessesPerSecond, List<String> problems) {
        ObservedDomain {
            problems = List.copyOf(problems);
        }
    }

    /**
     * A move that did not arrive in time.
     *
     * @param move what was asked for
     * @param stoppedAt the size the domain has instead, in bytes
     */
    record OverdueMove(Move move, long stoppedAt) {}
}
