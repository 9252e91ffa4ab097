/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Native;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Domain.XMLFlags;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;

/** The configurations of a libvirt's domains, over a connection of their own. For a command: a libvirt that hangs is waited for. */
public final class LibvirtConfigurations implements DomainConfigurations {
    private static final System.Logger LOG = System.getLogger(LibvirtConfigurations.class.getName());
    private static final String ENCODING = "UTF-8";

    private final Connect connection;

    private LibvirtConfigurations(Connect connection) {
        this.connection = connection;
    }

    /**
     * Connects to a libvirt.
     *
     * @param uri as in {@code qemu:///system}
     * @throws HypervisorException of kind {@link Kind#DISCONNECTED} where that does not work
     */
    public static LibvirtConfigurations connect(String uri) {
        // What is not ASCII in a configuration would be written back as something else.
        if (!Native.getDefaultStringEncoding().equalsIgnoreCase(ENCODING)) {
            throw new HypervisorException(
                    Kind.DISCONNECTED,
                    "cannot hand text to libvirt as " + Native.getDefaultStringEncoding()
                            + ": start Java with -Djna.encoding=UTF-8");
        }
        LibvirtProcess process = LibvirtProcess.get();
        try {
            Connect connection = new Connect(uri);
            process.keep(connection);
            return new LibvirtConfigurations(connection);
        } catch (LibvirtException e) {
            throw new HypervisorException(
                    Kind.DISCONNECTED,
                    "cannot connect to libvirt at " + Quoted.of(uri) + ": " + said(e)
                            + "; see that libvirtd or virtqemud runs, that --connect names it, and that you may manage domains",
                    e);
        }
    }

    @Override
    public long version() {
        return asked("ask libvirt for its version", connection::getLibVersion);
    }

    @Override
    public List<ConfiguredDomain> all() {
        return asked("list the domains", () -> {
            List<ConfiguredDomain> described = new ArrayList<>();
            for (Domain domain : connection.listAllDomains(0)) {
                try {
                    described.add(described(domain));
                } catch (LibvirtException e) {
                    // It may have ended since; the others must be told of all the same.
                    LOG.log(Level.DEBUG, "a domain is left out", e);
                } finally {
                    domain.free();
                }
            }
            described.sort(Comparator.comparing(ConfiguredDomain::name));
            return described;
        });
    }

    @Override
    public ConfiguredDomain find(String domain) {
        return asked("look up domain " + Quoted.of(domain), () -> {
            Domain found = byId(domain)
                    .or(() -> byName(domain))
                    .orElseThrow(() -> new HypervisorException(
                            Kind.DOMAIN_GONE,
                            "there is no domain " + Quoted.of(domain) + ": 'virsh list --all' shows which there are"));
            try {
                return described(found);
            } finally {
                found.free();
            }
        });
    }

    @Override
    public void change(ConfiguredDomain domain, UnaryOperator<String> edit) {
        asked("change the configuration of domain " + Quoted.of(domain.name()), () -> {
            Domain found = connection.domainLookupByUUID(domain.id());
            try {
                String changed = edit.apply(found.getXMLDesc(XMLFlags.INACTIVE | XMLFlags.SECURE));
                return connection.domainDefineXML(changed).free();
            } finally {
                found.free();
            }
        });
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (LibvirtException e) {
            LOG.log(Level.DEBUG, "the connection could not be closed", e);
        }
    }

    private static ConfiguredDomain described(Domain domain) throws LibvirtException {
        return new ConfiguredDomain(
                UUID.fromString(domain.getUUIDString()),
                domain.getName(),
                domain.isPersistent() == 1 ? Optional.of(domain.getXMLDesc(XMLFlags.INACTIVE)) : Optional.empty(),
                domain.isActive() == 1 ? Optional.of(domain.getXMLDesc(0)) : Optional.empty());
    }

    private Optional<Domain> byId(String text) {
        UUID id;
        try {
            id = UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            // It is a name.
            return Optional.empty();
        }
        return found(() -> connection.domainLookupByUUID(id));
    }

    private Optional<Domain> byName(String name) {
        return found(() -> connection.domainLookupByName(name));
    }

    private static Optional<Domain> found(Call<Domain> lookup) {
        try {
            return Optional.of(lookup.make());
        } catch (LibvirtException e) {
            if (e.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN) {
                return Optional.empty();
            }
            throw refused("look up a domain", e);
        }
    }

    private static <T> T asked(String attempt, Call<T> call) {
        try {
            return call.make();
        } catch (LibvirtException e) {
            throw refused(attempt, e);
        }
    }

    private static HypervisorException refused(String attempt, LibvirtException e) {
        return new HypervisorException(Kind.REFUSED, "cannot " + attempt + ": libvirt says: " + said(e), e);
    }

    private static String said(LibvirtException e) {
        return Quoted.line(String.valueOf(e.getMessage()));
    }

    /** A call of libvirt's. */
    @FunctionalInterface
    private interface Call<T> {
        T make() throws LibvirtException;
    }
}
