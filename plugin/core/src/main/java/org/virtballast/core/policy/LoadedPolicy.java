/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import java.nio.file.Path;
import java.util.Objects;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicySettings;

/**
 * A policy, and the jar it came from.
 *
 * @param name what operators select it by
 * @param jar where it came from
 * @param digest of the jar as it was read: another one is there since, where that has another digest
 * @param settings those that it was made with
 * @param policy the policy, new
 */
public record LoadedPolicy(String name, Path jar, String digest, PolicySettings settings, Policy policy) {
    public LoadedPolicy {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(jar, "jar");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(policy, "policy");
    }
}
