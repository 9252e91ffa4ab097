/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.libvirt.BalloonFacts;
import org.virtballast.libvirt.ConfiguredDomain;
import org.virtballast.libvirt.DomainConfigurations;

/**
 * What a libvirt says of itself and of the domains that run.
 *
 * @param version 9001002 is 9.1.2
 * @param guests by name
 */
record LibvirtFacts(long version, List<Guest> guests) {
    LibvirtFacts {
        guests = List.copyOf(guests);
    }

    /**
     * A domain that runs.
     *
     * @param facts what its XML says; without a value where that cannot be read
     */
    record Guest(UUID id, String name, Answer<BalloonFacts> facts) {}

    /** Asks a libvirt. */
    static LibvirtFacts of(DomainConfigurations libvirt) {
        return new LibvirtFacts(
                libvirt.version(),
                libvirt.all().stream().flatMap(domain -> guest(domain).stream()).toList());
    }

    private static Optional<Guest> guest(ConfiguredDomain domain) {
        return domain.live().map(xml -> new Guest(domain.id(), domain.name(), facts(xml)));
    }

    private static Answer<BalloonFacts> facts(String xml) {
        try {
            return Answer.of(BalloonFacts.of(xml));
        } catch (IllegalArgumentException e) {
            return Answer.failed(e.getMessage());
        }
    }
}
