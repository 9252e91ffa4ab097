/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.util.List;
import java.util.Optional;
import org.virtballast.core.port.AccessCounter;
import org.virtballast.core.port.HostClock;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.report.SetupReport;
import org.virtballast.daemon.config.AccessSource;
import org.virtballast.daemon.config.BallastConfiguration.Access;
import org.virtballast.perf.PerfAccessCounter;
import org.virtballast.perf.PerfSettings;

/** Makes the counter that the configuration asks for. */
final class AccessCounters {
    private static final String AUTO = "auto";

    private AccessCounters() {}

    /**
     * Makes the counter.
     *
     * @throws IllegalArgumentException where an event is wrong; the message is a sentence
     */
    static AccessCounter open(Access access, HostClock clock) {
        if (access.source() == AccessSource.NONE) {
            return new UncountedAccesses("source under [access] is none");
        }
        boolean events =
                !access.nearEvents().equals(AUTO) && !access.farEvents().equals(AUTO);
        if (!events) {
            String needed = "near-events and far-events under [access] must both name the host's events";
            if (access.source() == AccessSource.PERF) {
                throw new IllegalArgumentException("The source perf finds no events by itself: " + needed + ".");
            }
            return new UncountedAccesses(needed);
        }
        return PerfAccessCounter.open(
                PerfSettings.of(
                        PerfSettings.split(access.nearEvents()),
                        PerfSettings.split(access.farEvents()),
                        access.scale()),
                clock);
    }

    /** What a daemon with that counter found when it started. */
    static SetupReport setup(HostTiers tiers, AccessCounter counter) {
        Optional<String> uncounted =
                counter instanceof UncountedAccesses idle ? Optional.of(idle.reason()) : Optional.empty();
        return new SetupReport(
                List.copyOf(tiers.near()),
                List.copyOf(tiers.far()),
                tiers.source(),
                uncounted.isPresent() ? "none" : "perf",
                uncounted);
    }
}
