/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where policy jars are looked for.
 *
 * @param shipped folders whose jars came with the daemon
 * @param dropIns folders into which an operator puts others; those must be nobody else's
 * @param chosen a jar that is taken for the policies in it, whoever else has some of their names
 */
public record PolicyFolders(List<Path> shipped, List<Path> dropIns, Optional<Path> chosen) {
    public PolicyFolders {
        shipped = List.copyOf(shipped);
        dropIns = List.copyOf(dropIns);
        Objects.requireNonNull(chosen, "chosen");
    }
}
