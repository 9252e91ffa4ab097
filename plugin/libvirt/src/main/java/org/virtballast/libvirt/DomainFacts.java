/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What a domain's XML says, before anything is concluded from it.
 *
 * @param name what people call it
 * @param id its identity
 * @param run the number that libvirt gave it when it started; 0 where the XML is not that of a running domain
 * @param maximum its memory, with all that its memory devices can have, in bytes; above 0
 * @param balloon whether it has a balloon device
 * @param statsPeriod of the balloon's statistics; zero where there are none
 * @param autodeflate whether QEMU gives balloon memory back to a guest that runs out
 * @param freePageReporting whether its guest tells the host of pages that it has freed
 * @param pins why memory that its guest gives up does not come back to the host, in words for an operator; empty where
 *     it does
 * @param map of what its guest's memory is made
 * @param metadata the attributes of our metadata element; empty where there is no such element
 */
record DomainFacts(
        String name,
        UUID id,
        int run,
        long maximum,
        boolean balloon,
        Duration statsPeriod,
        boolean autodeflate,
        boolean freePageReporting,
        List<String> pins,
        GuestMap map,
        Optional<Map<String, String>> metadata) {
    DomainFacts {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("the domain XML has no <name>");
        }
        if (id == null) {
            throw new IllegalArgumentException("the XML of domain " + Quoted.of(name) + " has no <uuid>");
        }
        if (maximum <= 0) {
            throw new IllegalArgumentException(
                    "the XML of domain " + Quoted.of(name) + " has no <memory> above 0: " + maximum);
        }
        Objects.requireNonNull(statsPeriod, "statsPeriod");
        pins = List.copyOf(pins);
        Objects.requireNonNull(map, "map");
        metadata = metadata.map(Map::copyOf);
    }

    /** The first reason why memory does not come back to the host; empty where it does. */
    Optional<String> pinned() {
        return pins.stream().findFirst();
    }

    /** What its operator said about it in the metadata. */
    MetadataSettings settings() {
        Set<Integer> cells = map.cells().stream().map(NumaCell::id).collect(Collectors.toUnmodifiableSet());
        return metadata.map(attributes -> MetadataSettings.read(name, attributes, cells))
                .orElse(MetadataSettings.ABSENT);
    }
}
