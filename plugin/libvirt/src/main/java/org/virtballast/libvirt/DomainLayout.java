/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.Optional;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.MemoryLayout;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/**
 * Concludes where a domain's memory is and what moves it: devices on its near cells where it has them and far cells to take
 * what they give up, else its balloon; or what its operator says.
 *
 * @param memory where its memory is, and what moves it
 * @param maximum the largest size its lever allows, in bytes; above 0
 * @param unresizable why it must be left alone, in words for an operator; empty where it need not
 */
record DomainLayout(MemoryLayout memory, long maximum, Optional<String> unresizable) {
    /** The layout of a domain. */
    static DomainLayout of(DomainFacts facts, MetadataSettings said, HostTiers tiers) {
        NearCells cells = NearCells.of(facts.map(), tiers, said.nearCells());
        NearMemory near = facts.map().on(cells.near());
        int devices = near.devices().size();
        LeverKind wanted =
                said.lever().orElse(devices > 0 && !cells.far().isEmpty() ? LeverKind.NEAR : LeverKind.BALLOON);
        FarTier farTier = cells.far().isEmpty() ? tiers.belowFlatGuests() : FarTier.CELL;
        String reason = cells.reason() + "; "
                + said.lever()
                        .map(lever -> "lever='" + lever.label() + "' in its metadata")
                        .orElse("it has "
                                + (devices == 0
                                        ? "no near device"
                                        : devices + " near device" + (devices == 1 ? "" : "s"))
                                + (devices > 0 && cells.far().isEmpty() ? ", but no far cell" : ""));
        if (wanted == LeverKind.BALLOON || devices == 0) {
            MemoryLayout all = new MemoryLayout(farTier, LeverKind.BALLOON, Bounds.PAGE, 0, 0, cells.near(), reason);
            return new DomainLayout(all, facts.maximum(), unresizable(facts, wanted, near));
        }
        MemoryLayout ofNear = new MemoryLayout(
                farTier,
                LeverKind.NEAR,
                near.step(),
                near.boot(),
                Math.max(0, facts.maximum() - near.maximum()),
                cells.near(),
                reason);
        return new DomainLayout(ofNear, near.maximum(), unresizable(facts, wanted, near));
    }

    private static Optional<String> unresizable(DomainFacts facts, LeverKind wanted, NearMemory near) {
        if (!facts.balloon()) {
            return Optional.of("it has no balloon device"
                    + (wanted == LeverKind.NEAR ? ", without which its guest reports no statistics" : "")
                    + "; give it <memballoon model='virtio'/> and start it again");
        }
        return facts.pinned().or(() -> wanted == LeverKind.NEAR ? withoutDevices(facts, near) : Optional.empty());
    }

    private static Optional<String> withoutDevices(DomainFacts facts, NearMemory near) {
        return near.devices().isEmpty()
                ? Optional.of("lever='near' in its metadata needs a virtio-mem device on a near cell, and it has none;"
                        + " add one with virt-ballast near-device add " + Quoted.of(facts.name())
                        + " --max SIZE, then start it again")
                : near.withoutStep();
    }
}
