/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.Eligibility;

/** Says which domains are left alone, and why. */
final class EligibilityRules {
    private EligibilityRules() {}

    /**
     * What may be done with a domain.
     *
     * @param anyAuto whether any domain of the host is resized. Then those that are only observed take no part: memory that
     *     they would give never comes, and what they would get is needed by others
     */
    static Eligibility of(
            DomainDescription domain, Mode mode, boolean anyAuto, DomainSample sample, GuestStatistics statistics) {
        if (mode == Mode.OFF) {
            return Eligibility.none("its mode is off");
        }
        if (mode == Mode.OBSERVE && anyAuto) {
            return Eligibility.none("its mode is observe, while others are resized");
        }
        if (domain.unresizable().isPresent()) {
            return Eligibility.none(domain.unresizable().get());
        }
        if (sample.state() == DomainSample.State.PAUSED) {
            return Eligibility.none("it is paused");
        }
        if (sample.state() == DomainSample.State.OTHER) {
            return Eligibility.none("it is shutting down, crashed or suspended");
        }
        if (statistics.memory().isPresent()) {
            return Eligibility.FULL;
        }
        // A guest that never reported is booting or has no driver: it would ignore a target now and follow it later.
        return statistics.neverReported()
                ? Eligibility.none(statistics.reason())
                : Eligibility.growOnly(statistics.reason());
    }
}
