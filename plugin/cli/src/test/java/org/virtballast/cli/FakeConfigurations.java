/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.libvirt.ConfiguredDomain;
import org.virtballast.libvirt.DomainConfigurations;

/** A libvirt of a few domains, whose version and refusals a test chooses. */
final class FakeConfigurations implements DomainConfigurations {
    /** Near memory on cell 0, far memory on cell 1; with a password that must come back. */
    static final String XML = """
            <domain type='kvm'>
              <name>NAME</name>
              <uuid>00000000-0000-0001-0000-000000000002</uuid>
              <memory unit='KiB'>720896</memory>
              <os><type arch='x86_64' machine='q35'>hvm</type></os>
              <cpu><numa>
                <cell id='0' cpus='0' memory='196608' unit='KiB'/>
                <cell id='1' memory='524288' unit='KiB'/>
              </numa></cpu>
              <devices>
                <graphics type='vnc' passwd='secret'/>
              </devices>
            </domain>
            """;

    long version = 9_000_000;
    Optional<String> refusal = Optional.empty();
    boolean closed;
    private final Map<String, ConfiguredDomain> domains = new LinkedHashMap<>();

    void add(String name, Optional<String> configuration, Optional<String> live) {
        domains.put(name, new ConfiguredDomain(new UUID(1, 2), name, configuration, live));
    }

    String configuration(String name) {
        return find(name).configuration().orElseThrow();
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public List<ConfiguredDomain> all() {
        return List.copyOf(domains.values());
    }

    @Override
    public ConfiguredDomain find(String domain) {
        return Optional.ofNullable(domains.get(domain))
                .orElseThrow(() -> new HypervisorException(
                        Kind.DOMAIN_GONE, "there is no domain '" + domain + "': look elsewhere"));
    }

    @Override
    public void change(ConfiguredDomain domain, UnaryOperator<String> edit) {
        String changed = edit.apply(configuration(domain.name()));
        refusal.ifPresent(why -> {
            throw new HypervisorException(Kind.REFUSED, why);
        });
        add(domain.name(), Optional.of(changed), domain.live());
    }

    @Override
    public void close() {
        closed = true;
    }
}
