/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.spi.ByteSize;

/** Native domains: found, asked what they are, freed. A pointer given out is the caller's to {@link #free}. */
final class Domains {
    private final NativeLibvirt library;
    private final Pointer connection;
    private final Failures failures;

    Domains(NativeLibvirt library, Pointer connection, Failures failures) {
        this.library = library;
        this.connection = connection;
        this.failures = failures;
    }

    /**
     * Looks a domain up: one call to the daemon.
     *
     * @return empty where there is no such domain; one that is there need not run
     * @throws HypervisorException where libvirt says no
     */
    Optional<Pointer> find(UUID id) {
        Pointer domain = library.virDomainLookupByUUID(connection, Uuids.bytes(id));
        if (domain != null) {
            return Optional.of(domain);
        }
        Failures.Said said = failures.take();
        if (said.noDomain()) {
            return Optional.empty();
        }
        throw failures.of(said, "look up domain " + id);
    }

    /**
     * Every running domain.
     *
     * @throws HypervisorException where libvirt says no
     */
    List<Pointer> running() {
        try (Memory place = new Memory(Native.POINTER_SIZE)) {
            int count =
                    library.virConnectListAllDomains(connection, place, NativeLibvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE);
            if (count < 0) {
                throw failures.of(failures.take(), "list the running domains");
            }
            Pointer array = place.getPointer(0);
            List<Pointer> domains = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                domains.add(array.getPointer((long) i * Native.POINTER_SIZE));
            }
            Native.free(Pointer.nativeValue(array));
            return domains;
        }
    }

    /** Whether the domain ran when it was looked up. */
    boolean ran(Pointer domain) {
        return library.virDomainGetID(domain) != -1;
    }

    /**
     * The XML of the domain: the live one where it runs.
     *
     * @throws HypervisorException where libvirt says no
     */
    String xml(Pointer domain) {
        Pointer text = library.virDomainGetXMLDesc(domain, 0);
        if (text == null) {
            Failures.Said said = failures.take();
            throw failures.ofDomain(said, "read the XML of domain " + name(domain), domain);
        }
        try {
            return text.getString(0, StandardCharsets.UTF_8.name());
        } finally {
            Native.free(Pointer.nativeValue(text));
        }
    }

    /** The name as it goes into a sentence. */
    String name(Pointer domain) {
        return Quoted.of(plainName(domain));
    }

    /** The name as it is; it may hold anything. */
    String plainName(Pointer domain) {
        Pointer name = library.virDomainGetName(domain);
        return name == null ? "" : name.getString(0, StandardCharsets.UTF_8.name());
    }

    UUID id(Pointer domain) {
        byte[] uuid = new byte[NativeLibvirt.VIR_UUID_BUFLEN];
        library.virDomainGetUUID(domain, uuid);
        return Uuids.of(uuid);
    }

    /**
     * The largest size its balloon allows, in bytes.
     *
     * @throws HypervisorException where libvirt says no
     */
    long maximum(Pointer domain) {
        long kib = library.virDomainGetMaxMemory(domain).longValue();
        if (kib <= 0 || kib > Long.MAX_VALUE / ByteSize.KIB) {
            throw failures.of(failures.take(), "read the maximum memory of domain " + name(domain));
        }
        return kib * ByteSize.KIB;
    }

    void free(Pointer domain) {
        library.virDomainFree(domain);
    }
}
