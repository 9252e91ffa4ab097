/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What the hypervisor's configuration of a running domain says; it changes seldom.
 *
 * @param id its identity
 * @param run tells the runs of a domain apart: the number that the hypervisor gave it when it started
 * @param name what people call it
 * @param maximum the largest size its lever allows, in bytes
 * @param statsPeriod how often the guest reports statistics; zero where it never does
 * @param layout where its memory is, and what moves it
 * @param growsByItself whether its balloon gives memory back to a guest that runs out, unasked
 * @param unresizable why it must be left alone whatever happens (no balloon device, huge pages, VFIO), in words
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
        MemoryLayout layout,
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
        Objects.requireNonNull(layout, "layout");
        Objects.requireNonNull(unresizable, "unresizable");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(settingsMistake, "settingsMistake");
    }

    /**
     * The same domain as its operator wanted it before: used where a mistake leaves the old settings in force. What moves its
     * memory is among them, but for another run, which may have other memory.
     */
    public DomainDescription asWantedBefore(DomainDescription before) {
        boolean sameRun = run == before.run;
        return new DomainDescription(
                id,
                run,
                name,
                sameRun ? before.maximum : maximum,
                statsPeriod,
                sameRun ? before.layout : layout,
                growsByItself,
                unresizable,
                before.settings,
                settingsMistake);
    }

    /** The same domain with another stats period. */
    public DomainDescription withStatsPeriod(Duration period) {
        return new DomainDescription(
                id, run, name, maximum, period, layout, growsByItself, unresizable, settings, settingsMistake);
    }
}
