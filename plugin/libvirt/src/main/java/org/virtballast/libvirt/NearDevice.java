/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A virtio-mem device of a domain.
 *
 * @param alias what libvirt calls it; may be empty where it has not been started yet
 * @param cell the NUMA cell it is on; −1 where none is told
 * @param near whether that cell is near, as far as the domain's own XML tells
 * @param block what it is resized by at once, in bytes
 * @param size the most that it can have, in bytes
 * @param requested the size that the guest was asked to give it, in bytes
 * @param current the size that the guest gave it, in bytes; empty where it is not there before the next start
 */
public record NearDevice(
        String alias, int cell, boolean near, long block, long size, long requested, OptionalLong current) {
    public NearDevice {
        Objects.requireNonNull(alias, "alias");
        Objects.requireNonNull(current, "current");
    }

    /**
     * The devices of a domain: those it runs with, then those it has from its next start on.
     *
     * @throws IllegalArgumentException where its XML cannot be read; the message is a sentence
     */
    public static List<NearDevice> of(ConfiguredDomain domain) {
        List<NearDevice> devices = new ArrayList<>();
        domain.live().ifPresent(live -> devices.addAll(read(live, true)));
        List<NearDevice> configured = new ArrayList<>();
        domain.configuration().ifPresent(next -> configured.addAll(read(next, false)));
        // The live one may have got another alias; what it is made of stays.
        devices.forEach(
                live -> configured.stream().filter(live::sameAs).findFirst().ifPresent(configured::remove));
        devices.addAll(configured);
        return devices;
    }

    private boolean sameAs(NearDevice other) {
        return cell == other.cell && size == other.size && block == other.block;
    }

    private static List<NearDevice> read(String xml, boolean live) {
        DomainFacts facts = DomainXmlReader.read(xml);
        List<Integer> near = NearDeviceXml.cells(facts).near();
        return facts.map().devices().stream()
                .filter(MemoryDevice::resizable)
                .map(device -> new NearDevice(
                        device.alias(),
                        device.cell(),
                        near.contains(device.cell()),
                        device.block(),
                        device.size(),
                        device.requested(),
                        live ? OptionalLong.of(device.current()) : OptionalLong.empty()))
                .toList();
    }
}
