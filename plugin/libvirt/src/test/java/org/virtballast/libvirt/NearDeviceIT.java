/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.core.port.NearResidence;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.LeverKind;

/** With a QEMU guest of 192 MiB near and 320 MiB far, whose near device has 128 of 256 MiB when it starts. */
@Timeout(300)
final class NearDeviceIT {
    private static final String GUEST = "near";
    private static final long BOOT = 192 * ByteSize.MIB;
    private static final long MAXIMUM = BOOT + 256 * ByteSize.MIB;

    private static UUID id;

    private final RecordedEvents events = new RecordedEvents();
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private LibvirtHypervisor hypervisor;
    private DomainDescription guest;

    @BeforeAll
    static void startGuest() {
        Testbed.start(GUEST, "--plain", "--near", "192", "--far", "320", "--near-device", "256:128");
        Testbed.awaitBoot(GUEST);
        id = Testbed.id(GUEST);
    }

    @AfterAll
    static void removeGuest() {
        Testbed.destroy(GUEST);
    }

    @BeforeEach
    void connect() {
        hypervisor = LibvirtHypervisor.connect(Testbed.URI, events, lost::add, HostTiers.single());
        guest = hypervisor.describe(id).orElseThrow();
    }

    @AfterEach
    void close() {
        hypervisor.close();
    }

    @Test
    void guest_isDescribedInNearBytes() {
        assertEquals(LeverKind.NEAR, guest.layout().lever());
        assertEquals(MAXIMUM, guest.maximum());
        assertEquals(2 * ByteSize.MIB, guest.layout().step());
        assertEquals(BOOT, guest.layout().least());
        assertEquals(320 * ByteSize.MIB, guest.layout().far());
        assertEquals(List.of(0), guest.layout().nearCells());
        assertEquals(Optional.empty(), guest.unresizable());
    }

    @Test
    void nearMemory_movesDownAndUp() {
        resize(BOOT + 64 * ByteSize.MIB);
        awaitSize(BOOT + 64 * ByteSize.MIB);

        resize(MAXIMUM);
        awaitSize(MAXIMUM);
        assertEquals(MAXIMUM, hypervisor.sample(List.of(guest)).get(id).maximum());
        assertEquals(List.of(), events.heard());
    }

    @Test
    void pausedGuest_isAskedAndTheRequestWithdrawn() {
        resize(MAXIMUM);
        awaitSize(MAXIMUM);
        Testbed.virsh("suspend", Testbed.domain(GUEST));
        try {
            resize(BOOT + 64 * ByteSize.MIB);
            assertEquals(64 * 1024, requestedKib());
            assertEquals(MAXIMUM, size());

            resize(MAXIMUM);
            assertEquals(256 * 1024, requestedKib());
        } finally {
            Testbed.virsh("resume", Testbed.domain(GUEST));
        }
        awaitSize(MAXIMUM);
    }

    @Test
    void whatIsResident_isToldByTheAreasOfItsQemu() {
        resize(BOOT + 64 * ByteSize.MIB);
        awaitSize(BOOT + 64 * ByteSize.MIB);

        NearResidence told = hypervisor.nearResidence(guest).orElseThrow();

        assertEquals(BOOT + 64 * ByteSize.MIB, told.size());
        assertTrue(told.resident() > 0 && told.resident() <= told.size(), told::toString);
    }

    @Test
    void sizeBeyondItsDevice_isRefused() {
        HypervisorException refused = assertThrows(HypervisorException.class, () -> resize(2 * MAXIMUM));

        assertEquals(Kind.REFUSED, refused.kind());
        assertEquals(
                "cannot set the near memory of domain 'vbtest-libvirt-near' to 896MiB:"
                        + " its near cells can have from 192MiB to 448MiB",
                refused.getMessage());
    }

    private void resize(long bytes) {
        hypervisor.lever(LeverKind.NEAR).resize(guest, bytes);
    }

    private void awaitSize(long bytes) {
        Testbed.until("its near memory is " + ByteSize.format(bytes), () -> size() == bytes);
    }

    private long size() {
        return hypervisor.sample(List.of(guest)).get(id).current();
    }

    private static long requestedKib() {
        String xml = Testbed.virsh("dumpxml", Testbed.domain(GUEST)).replace('\n', ' ');
        return Long.parseLong(xml.replaceAll(".*<requested unit='KiB'>([0-9]+)</requested>.*", "$1"));
    }
}
