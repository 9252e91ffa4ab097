/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.util.Optional;
import org.virtballast.cli.ControlException;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.StatusReport;

/** Looks at the daemon's cycles one by one. */
final class Cycles {
    private Cycles() {}

    /** The daemon's status, if it has run a cycle since the one of that number. */
    static Optional<StatusReport> newer(DaemonProcess daemon, long cycle) throws ControlException {
        StatusReport status = daemon.status();
        return status.cycle() > cycle ? Optional.of(status) : Optional.empty();
    }

    /** What a status says of a domain. */
    static Optional<DomainReport> domain(StatusReport status, String name) {
        return status.domains().stream()
                .filter(domain -> domain.name().equals(name))
                .findFirst();
    }
}
