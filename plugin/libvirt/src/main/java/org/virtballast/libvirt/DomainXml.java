/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.Objects;
import java.util.Optional;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSettings;
import org.virtballast.spi.FarTier;

/** Reads what matters here from the XML of a live domain, as libvirt prints it or hands it to a hook. */
public final class DomainXml {
    /** The namespace of our element in a domain's metadata. */
    public static final String METADATA_URI = "urn:virt-ballast:domain:1";

    private final FarTier withoutFarCell;

    /**
     * @param withoutFarCell where the far memory is of a domain that has no NUMA cell without CPUs: what the host offers
     */
    public DomainXml(FarTier withoutFarCell) {
        this.withoutFarCell = Objects.requireNonNull(withoutFarCell, "withoutFarCell");
    }

    /**
     * Reads a domain. A mistake in our own metadata does not fail the reading: it is told in the description, whose
     * settings are {@link DomainSettings#NONE} then.
     *
     * @param xml at most 4 Mi characters, which is libvirt's own limit for a string
     * @throws IllegalArgumentException where this is no domain; the message is a sentence
     */
    public DomainDescription parse(String xml) {
        DomainFacts facts = DomainXmlReader.read(xml);
        MetadataSettings metadata = facts.metadata()
                .map(attributes -> MetadataSettings.read(facts.name(), attributes))
                .orElse(MetadataSettings.ABSENT);
        return new DomainDescription(
                facts.id(),
                facts.run(),
                facts.name(),
                facts.maximum(),
                facts.statsPeriod(),
                facts.farCell() ? FarTier.CELL : withoutFarCell,
                facts.autodeflate(),
                unresizable(facts),
                metadata.settings(),
                metadata.mistake());
    }

    private static Optional<String> unresizable(DomainFacts facts) {
        return facts.balloon()
                ? facts.pinned()
                : Optional.of("it has no balloon device; give it <memballoon model='virtio'/> and start it again");
    }
}
