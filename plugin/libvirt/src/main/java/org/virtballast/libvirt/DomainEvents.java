/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.virtballast.core.port.DomainListener;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;

/** Passes libvirt's events about domains on to a listener, on libvirt's event thread. */
final class DomainEvents {
    private static final System.Logger LOG = System.getLogger(DomainEvents.class.getName());

    // Of virDomainEventType, virDomainEventDefinedDetailType and virDomainMetadataType in libvirt-domain.h.
    private static final int VIR_DOMAIN_EVENT_DEFINED = 0;
    private static final int VIR_DOMAIN_EVENT_STARTED = 2;
    private static final int VIR_DOMAIN_EVENT_STOPPED = 5;
    private static final int VIR_DOMAIN_EVENT_CRASHED = 8;
    private static final int VIR_DOMAIN_EVENT_DEFINED_RENAMED = 2;
    private static final int VIR_DOMAIN_METADATA_ELEMENT = 2;

    private final NativeLibvirt library;
    private final Pointer connection;
    private final DomainListener listener;
    private final Consumer<UUID> resized;
    private final List<Integer> registered = new ArrayList<>();

    private DomainEvents(NativeLibvirt library, Pointer connection, DomainListener listener, Consumer<UUID> resized) {
        this.library = library;
        this.connection = connection;
        this.listener = listener;
        this.resized = resized;
    }

    /**
     * Registers for the events.
     *
     * @param resized told of each domain whose memory devices may have another size than they had; returns at once
     * @param keep takes each callback, to keep it reachable for as long as native code may call it
     * @throws HypervisorException where libvirt says no; nothing is registered then
     */
    static DomainEvents register(
            NativeLibvirt library,
            Pointer connection,
            Failures failures,
            DomainListener listener,
            Consumer<UUID> resized,
            Consumer<Object> keep) {
        DomainEvents events = new DomainEvents(library, connection, listener, resized);
        try {
            for (Subscription subscription : events.subscriptions()) {
                keep.accept(subscription.callback());
                int number = library.virConnectDomainEventRegisterAny(
                        connection, null, subscription.event(), subscription.callback(), null, null);
                if (number >= 0) {
                    events.registered.add(number);
                    continue;
                }
                HypervisorException refusal =
                        failures.of(failures.take(), "subscribe to libvirt's event " + subscription.event());
                if (subscription.needed() || refusal.kind() == Kind.DISCONNECTED) {
                    throw refusal;
                }
                LOG.log(Level.DEBUG, "{0}; sizes of memory devices are asked for instead", refusal.getMessage());
            }
        } catch (HypervisorException e) {
            events.deregister();
            throw e;
        }
        return events;
    }

    /** Ends the calls to the listener; to be called before the connection closes. One that is under way goes on. */
    void deregister() {
        for (int number : registered) {
            // It fails where the connection is lost, and then there is nothing to end.
            if (library.virConnectDomainEventDeregisterAny(connection, number) < 0) {
                library.virResetLastError();
            }
        }
        registered.clear();
    }

    /** @param needed whether there is no going on without it */
    private record Subscription(int event, Callback callback, boolean needed) {
        Subscription(int event, Callback callback) {
            this(event, callback, true);
        }
    }

    private List<Subscription> subscriptions() {
        NativeLibvirt.LifecycleCallback lifecycle = (connect, domain, event, detail, opaque) -> {
            lifecycle(id(domain), event, detail);
            return 0;
        };
        NativeLibvirt.DomainCallback reboot = (connect, domain, opaque) -> listener.rebooted(id(domain));
        NativeLibvirt.MetadataCallback metadata = (connect, domain, type, uri, opaque) -> {
            if (type == VIR_DOMAIN_METADATA_ELEMENT && isOurs(uri)) {
                listener.changed(id(domain));
            }
        };
        // A device that comes or goes may pin the guest's memory, or be memory.
        NativeLibvirt.DeviceCallback device = (connect, domain, alias, opaque) -> {
            UUID id = id(domain);
            resized.accept(id);
            listener.changed(id);
        };
        NativeLibvirt.MemoryDeviceSizeCallback size =
                (connect, domain, alias, kib, opaque) -> resized.accept(id(domain));
        return List.of(
                new Subscription(NativeLibvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lifecycle),
                new Subscription(NativeLibvirt.VIR_DOMAIN_EVENT_ID_REBOOT, reboot),
                new Subscription(NativeLibvirt.VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, metadata),
                new Subscription(NativeLibvirt.VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, device),
                new Subscription(NativeLibvirt.VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, device),
                // libvirt has it since 7.9, as it has the devices.
                new Subscription(NativeLibvirt.VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE, size, false));
    }

    /** Whether a domain is paused is seen in each sample, so those events are not passed on. */
    private void lifecycle(UUID id, int event, int detail) {
        switch (event) {
            case VIR_DOMAIN_EVENT_STARTED -> listener.started(id);
            case VIR_DOMAIN_EVENT_STOPPED -> listener.stopped(id);
            // The guest crashed; whether the domain goes with it is the operator's choice.
            case VIR_DOMAIN_EVENT_CRASHED -> listener.changed(id);
            case VIR_DOMAIN_EVENT_DEFINED -> {
                if (detail == VIR_DOMAIN_EVENT_DEFINED_RENAMED) {
                    listener.changed(id);
                }
            }
            default -> {}
        }
    }

    private UUID id(Pointer domain) {
        byte[] uuid = new byte[NativeLibvirt.VIR_UUID_BUFLEN];
        library.virDomainGetUUID(domain, uuid);
        return Uuids.of(uuid);
    }

    private static boolean isOurs(Pointer uri) {
        return uri != null && DomainXml.METADATA_URI.equals(uri.getString(0, StandardCharsets.UTF_8.name()));
    }
}
