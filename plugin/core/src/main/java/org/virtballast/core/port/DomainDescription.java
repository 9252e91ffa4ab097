/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.spi.FarTier;

/**
 * What the hypervisor's configuration of a running domain says; it changes seldom.
 *
 * @param id its identity
 * @param run tells the runs of a domain apart: the number that the hypervisor gave it when it started
 * @param name what people call it
 * @param maximum the largest size its balloon allows, in bytes
 * @param statsPeriod how often the guest reports statistics; zero where it never does
 * @param farTier where its far memory is
 * @param growsByItself whether its balloon gives memory back to a guest that runs out, unasked
 * @param unresizable why the balloon must be left alone whatever happens (no balloon device, huge pages, VFIO), in words
 *     for an operator; empty where it need not
 * @param settings what the operator said about it
 * @param settingsMistake what is wrong with what the operator said, as a sentence; empty where nothing is
 */
public record DomainDescription(
        UUID id,
        int run,
        String name,
        long maximum,
        Duration statsPeriod,
        FarTier farTier,
        boolean growsByItself,
        Optional<String> unresizable,
        DomainSettings settings,
        Optional<String> settingsMistake) {
    public DomainDescription {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        if (maximum <= 0) {
            throw new IllegalArgumentException("maximum of " + name + " must be above 0: " + maximum);
        }
        if (statsPeriod.isNegative()) {
            throw new IllegalArgumentException("stats period of " + name + " is negative: " + statsPeriod);
        }
        Objects.requireNonNull(farTier, "farTier");
        Objects.requireNonNull(unresizable, "unresizable");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(settingsMistake, "settingsMistake");
    }

    /** The same domain with other settings: used where a mistake leaves the old ones in force. */
    public DomainDescription withSettings(DomainSettings other) {
        return new DomainDescription(
                id, run, name, maximum, statsPeriod, farTier, growsByItself, unresizable, other, settingsMistake);
    }

    /** The same domain with another stats period. */
    public DomainDescription withStatsPeriod(Duration period) {
        return new DomainDescription(
                id, run, name, maximum, period, farTier, growsByItself, unresizable, settings, settingsMistake);
    }
}
