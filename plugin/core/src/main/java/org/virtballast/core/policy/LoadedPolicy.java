/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Objects;
import org.virtballast.spi.Policy;

/**
 * A policy, and the jar it came from. Closing it closes the jar; the policy is not to be called after.
 *
 * @param name what operators select it by
 * @param jar where it came from
 * @param policy the policy, new
 * @param loader the jar's own class loader
 */
public record LoadedPolicy(String name, Path jar, Policy policy, URLClassLoader loader) implements AutoCloseable {
    public LoadedPolicy {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(jar, "jar");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(loader, "loader");
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
