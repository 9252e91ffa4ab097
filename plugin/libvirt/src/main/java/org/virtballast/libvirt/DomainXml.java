/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.Objects;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSettings;
import org.virtballast.core.port.HostTiers;

/** Reads what matters here from the XML of a live domain, as libvirt prints it or hands it to a hook. */
public final class DomainXml {
    /** The namespace of our element in a domain's metadata. */
    public static final String METADATA_URI = "urn:virt-ballast:domain:1";

    private final HostTiers tiers;

    /**
     * @param tiers which of the host's nodes are near and which are far
     */
    public DomainXml(HostTiers tiers) {
        this.tiers = Objects.requireNonNull(tiers, "tiers");
    }

    /**
     * Reads a domain. A mistake in our own metadata does not fail the reading: it is told in the description, which is that
     * of a domain whose operator said nothing, with {@link DomainSettings#NONE}.
     *
     * @param xml at most 4 Mi characters, which is libvirt's own limit for a string
     * @throws IllegalArgumentException where this is no domain; the message is a sentence
     */
    public DomainDescription parse(String xml) {
        return describe(DomainXmlReader.read(xml));
    }

    /** The same of what was read already. */
    DomainDescription describe(DomainFacts facts) {
        MetadataSettings metadata = facts.settings();
        DomainLayout layout = DomainLayout.of(facts, metadata, tiers);
        return new DomainDescription(
                facts.id(),
                facts.run(),
                facts.name(),
                layout.maximum(),
                facts.statsPeriod(),
                layout.memory(),
                facts.autodeflate(),
                layout.unresizable(),
                metadata.settings(),
                metadata.mistake());
    }
}
