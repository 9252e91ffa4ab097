/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;

final class DomainEventsTest {
    private final FakeLibvirt libvirt = new FakeLibvirt();
    private final RecordedEvents events = new RecordedEvents();
    private final List<UUID> resized = new ArrayList<>();
    private final List<Object> kept = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        // event, detail, what is heard
        "0, 0,",
        "0, 1,",
        "0, 2, changed",
        "1, 0,",
        "2, 0, started",
        "2, 1, started",
        "2, 2, started",
        "3, 0,",
        "4, 0,",
        "5, 0, stopped",
        "5, 3, stopped",
        "6, 0,",
        "7, 0,",
        "8, 0, changed",
        "99, 0,",
    })
    void lifecycle_isPassedOnWhereItMatters(int event, int detail, String heard) {
        register();

        ((NativeLibvirt.LifecycleCallback) libvirt.subscribed.get(0))
                .invoke(libvirt.pointer(), libvirt.passing(Xml.ID), event, detail, null);

        assertEquals(heard == null ? List.of() : List.of(heard + " " + Xml.ID), events.heard());
    }

    @ParameterizedTest
    @CsvSource({
        // type, URI, how often it is heard
        "2, urn:virt-ballast:domain:1, 1",
        "2, urn:virt-ballast:domain:2, 0",
        "2, http://openstack.org/xmlns/libvirt/nova/1.1, 0",
        "2,, 0",
        "1, urn:virt-ballast:domain:1, 0",
        "0,, 0",
    })
    void metadata_isPassedOnWhereItIsOurs(int type, String uri, int times) {
        register();

        ((NativeLibvirt.MetadataCallback) libvirt.subscribed.get(23))
                .invoke(libvirt.pointer(), libvirt.passing(Xml.ID), type, text(uri), null);

        assertEquals(times, events.heard().size());
    }

    @Test
    void reset_isPassedOn() {
        register();

        ((NativeLibvirt.DomainCallback) libvirt.subscribed.get(1))
                .invoke(libvirt.pointer(), libvirt.passing(Xml.ID), null);

        assertEquals(List.of("rebooted " + Xml.ID), events.heard());
    }

    @Test
    void deviceThatComesOrGoes_isAChange() {
        register();

        for (int event : new int[] {15, 19}) {
            ((NativeLibvirt.DeviceCallback) libvirt.subscribed.get(event))
                    .invoke(libvirt.pointer(), libvirt.passing(Xml.ID), text("hostdev0"), null);
        }

        assertEquals(List.of("changed " + Xml.ID, "changed " + Xml.ID), events.heard());
        assertEquals(List.of(Xml.ID, Xml.ID), resized);
    }

    @Test
    void memoryDeviceOfAnotherSize_isNoChangeOfTheConfiguration() {
        register();

        ((NativeLibvirt.MemoryDeviceSizeCallback) libvirt.subscribed.get(26))
                .invoke(libvirt.pointer(), libvirt.passing(Xml.ID), text("ua-near0"), 393_216, null);

        assertEquals(List.of(Xml.ID), resized);
        assertEquals(List.of(), events.heard());
    }

    @Test
    void libvirtWithoutMemoryDevices_isGoodEnough() {
        libvirt.failOnce("virConnectDomainEventRegisterAny26", 8);

        register();

        assertEquals(Set.of(0, 1, 15, 19, 23), libvirt.subscribed.keySet());
    }

    @Test
    void connectionThatIsLostWhileRegistering_isTold() {
        libvirt.failOnce("virConnectDomainEventRegisterAny26", Failures.VIR_ERR_NO_CONNECT);

        assertEquals(
                Kind.DISCONNECTED,
                assertThrows(HypervisorException.class, this::register).kind());
        assertEquals(Set.of(), libvirt.subscribed.keySet());
    }

    @Test
    void everyCallback_isKept() {
        register();

        assertTrue(kept.containsAll(libvirt.subscribed.values()));
    }

    @Test
    void deregistering_endsAllEvenWhereTheConnectionIsLost() {
        DomainEvents registered = register();
        libvirt.failOnce("virConnectDomainEventDeregisterAny", Failures.VIR_ERR_INTERNAL_ERROR);

        registered.deregister();

        assertEquals(Set.of(), libvirt.subscribed.keySet());
        assertEquals(null, libvirt.virGetLastError());
    }

    @Test
    void registeringThatFails_leavesNothingRegistered() {
        libvirt.failOnce("virConnectDomainEventRegisterAny19", 3);

        HypervisorException refused = assertThrows(HypervisorException.class, this::register);

        assertEquals("cannot subscribe to libvirt's event 19: libvirt says: it said no", refused.getMessage());
        assertEquals(Set.of(), libvirt.subscribed.keySet());
    }

    private DomainEvents register() {
        return DomainEvents.register(
                libvirt, libvirt.pointer(), new Failures(libvirt, libvirt::alive), events, resized::add, kept::add);
    }

    private Pointer text(String text) {
        if (text == null) {
            return null;
        }
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
        Memory memory = new Memory(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        kept.add(memory);
        return memory;
    }
}
