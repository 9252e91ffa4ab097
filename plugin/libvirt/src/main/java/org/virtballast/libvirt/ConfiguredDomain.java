/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A domain, and its XML without passwords.
 *
 * @param id its identity
 * @param name what people call it
 * @param configuration what it starts with next; empty for a transient domain, which ends when it stops
 * @param live what it runs with; empty where it does not run
 */
public record ConfiguredDomain(UUID id, String name, Optional<String> configuration, Optional<String> live) {
    public ConfiguredDomain {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(configuration, "configuration");
        Objects.requireNonNull(live, "live");
    }
}
