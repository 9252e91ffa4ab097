/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A policy that was found in a jar, or a jar in which none was.
 *
 * @param name what operators select it by; absent where the jar did not come so far as to say
 * @param jar where it is
 * @param dropIn whether an operator put it there
 * @param refusal why it cannot be used, without a full stop; absent where it can
 */
public record PolicyEntry(Optional<String> name, Path jar, boolean dropIn, Optional<String> refusal) {
    public PolicyEntry {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(jar, "jar");
        Objects.requireNonNull(refusal, "refusal");
    }
}
