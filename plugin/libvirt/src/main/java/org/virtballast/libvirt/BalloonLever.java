/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.NativeLong;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.Lever;
import org.virtballast.spi.ByteSize;

/**
 * Resizes domains by their balloon, which moves pages that the guest has free, of whichever tier. It is asked for what is left
 * of the memory the guest booted with, while sizes are of all that the guest has: memory devices come on top.
 */
final class BalloonLever implements Lever {
    private final NativeLibvirt library;
    private final DomainChanges changes;
    private final MemoryDevices devices;

    BalloonLever(NativeLibvirt library, DomainChanges changes, MemoryDevices devices) {
        this.library = library;
        this.changes = changes;
        this.devices = devices;
    }

    @Override
    public void resize(DomainDescription domain, long bytes) {
        changes.resize(domain.id(), "memory", bytes, change -> resize(domain, bytes, change));
    }

    private void resize(DomainDescription domain, long bytes, DomainChanges.Change change) {
        long plugged = devices.standing(domain).orElseGet(change::map).plugged();
        if (bytes <= plugged) {
            throw change.refused("its memory devices alone have " + ByteSize.format(plugged));
        }
        change.make(pointer -> library.virDomainSetMemoryFlags(
                pointer, new NativeLong((bytes - plugged) / ByteSize.KIB), NativeLibvirt.VIR_DOMAIN_AFFECT_LIVE));
    }
}
