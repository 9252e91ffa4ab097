/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a domain's XML says of how its memory can be taken and given back.
 *
 * @param balloon whether it has a balloon device
 * @param statsPeriod of the balloon's statistics; zero where there are none
 * @param freePageReporting whether its guest tells the host of pages that it has freed
 * @param autodeflate whether QEMU gives balloon memory back to a guest that runs out
 * @param pins why memory that its guest gives up does not come back to the host (VFIO, huge pages, locked memory), each
 *     without a full stop; empty where it does
 * @param settingsMistake what is wrong with what its operator said in the metadata, without a full stop; empty where
 *     nothing is
 */
public record BalloonFacts(
        boolean balloon,
        Duration statsPeriod,
        boolean freePageReporting,
        boolean autodeflate,
        List<String> pins,
        Optional<String> settingsMistake) {
    public BalloonFacts {
        Objects.requireNonNull(statsPeriod, "statsPeriod");
        pins = List.copyOf(pins);
        Objects.requireNonNull(settingsMistake, "settingsMistake");
    }

    /**
     * Reads the XML of a domain.
     *
     * @param xml at most 4 Mi characters, which is libvirt's own limit for a string
     * @throws IllegalArgumentException where this is no domain; the message is a sentence
     */
    public static BalloonFacts of(String xml) {
        DomainFacts facts = DomainXmlReader.read(xml);
        return new BalloonFacts(
                facts.balloon(),
                facts.statsPeriod(),
                facts.freePageReporting(),
                facts.autodeflate(),
                facts.pins(),
                facts.settings().mistake());
    }
}
