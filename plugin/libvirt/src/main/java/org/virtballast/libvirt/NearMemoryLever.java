/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.Lever;
import org.virtballast.spi.ByteSize;

/**
 * Resizes domains by the virtio-mem devices on their near cells, which moves near memory alone, resident or not. What is
 * asked for counts from what the devices have: to ask for the size the domain has withdraws what was asked for before.
 */
final class NearMemoryLever implements Lever {
    private final NativeLibvirt library;
    private final DomainChanges changes;
    private final MemoryDevices devices;

    /** @param devices forgets what it knows of a domain that is asked for another size */
    NearMemoryLever(NativeLibvirt library, DomainChanges changes, MemoryDevices devices) {
        this.library = library;
        this.changes = changes;
        this.devices = devices;
    }

    @Override
    public void resize(DomainDescription domain, long bytes) {
        try {
            changes.resize(
                    domain.id(),
                    "near memory",
                    bytes,
                    change -> resize(domain.layout().nearCells(), bytes, change));
        } finally {
            devices.forget(domain.id());
        }
    }

    private void resize(List<Integer> cells, long bytes, DomainChanges.Change change) {
        NearMemory near = change.map().on(cells);
        requirePossible(near, bytes, change);
        for (Request request : requests(near, bytes)) {
            byte[] xml = (request.device().asking(request.bytes()) + "\0").getBytes(StandardCharsets.UTF_8);
            change.make(
                    domain -> library.virDomainUpdateDeviceFlags(domain, xml, NativeLibvirt.VIR_DOMAIN_AFFECT_LIVE));
        }
    }

    private static void requirePossible(NearMemory near, long bytes, DomainChanges.Change change) {
        if (near.devices().isEmpty()) {
            throw change.refused(
                    "it has no virtio-mem device on a near cell any more; give it one, or lever='balloon'");
        }
        if (bytes < near.boot() || bytes > near.maximum()) {
            throw change.refused("its near cells can have from " + ByteSize.format(near.boot()) + " to "
                    + ByteSize.format(near.maximum()));
        }
    }

    private record Request(MemoryDevice device, long bytes) {
        long growth() {
            return bytes - device.requested();
        }
    }

    /** What is to be said to which device. Those that shrink come first: no more is ever asked for than is meant. */
    private static List<Request> requests(NearMemory near, long bytes) {
        List<Long> shares = near.shares(bytes);
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            MemoryDevice device = near.devices().get(i);
            if (shares.get(i) != device.requested()) {
                requests.add(new Request(device, shares.get(i)));
            }
        }
        requests.sort(Comparator.comparingLong(Request::growth));
        return requests;
    }
}
