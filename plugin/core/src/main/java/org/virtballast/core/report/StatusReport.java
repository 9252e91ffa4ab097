/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The host as the last cycle saw it.
 *
 * @param version of the daemon
 * @param mode the daemon's own mode
 * @param policy the name of the policy in force
 * @param connected whether libvirt answers
 * @param cycle the number of the last cycle; 0 before the first
 * @param time when the last cycle began; absent before the first
 * @param cycleMillis how long the last cycle took
 * @param budget memory the domains may hold together, in bytes
 * @param committed memory they hold or were promised, in bytes
 * @param pressure how short the host itself is of near memory: {@code high} (there is enough), {@code soft}, {@code hard} or
 *     {@code low}
 * @param paused whether an operator paused all domains
 * @param hook the last operation that libvirt's hook told of; absent where it told of none
 * @param start the last start of a domain that libvirt's own events told of; absent where they told of none
 * @param setup what the daemon found when it started; absent where it does not say
 * @param domains every registered domain, by name
 * @param problems what is wrong with the host or the daemon, a sentence each
 */
public record StatusReport(
        String version,
        String mode,
        String policy,
        boolean connected,
        long cycle,
        Optional<Instant> time,
        double cycleMillis,
        long budget,
        long committed,
        String pressure,
        boolean paused,
        Optional<HookReport> hook,
        Optional<StartReport> start,
        Optional<SetupReport> setup,
        List<DomainReport> domains,
        List<String> problems) {
    public StatusReport {
        domains = List.copyOf(domains);
        problems = List.copyOf(problems);
    }
}
