/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/** A policy that wants for each domain named in its settings the size that they say. Loaded by the daemon, from a jar. */
public final class ScriptedPolicyFactory implements PolicyFactory {
    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Policy create(PolicySettings settings) {
        Map<String, Long> sizes = new HashMap<>();
        settings.values().forEach((domain, size) -> sizes.put(domain, ByteSize.parse(size)));
        return host -> {
            Map<UUID, Target> targets = new LinkedHashMap<>();
            host.domains().stream()
                    .filter(domain -> sizes.containsKey(domain.name()) && sizes.get(domain.name()) != domain.current())
                    .forEach(domain ->
                            targets.put(domain.id(), new Target(sizes.get(domain.name()), "the script says so")));
            return new Proposal(targets, Map.of());
        };
    }
}
