/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version the jar's manifest names; {@code development} where the classes come from no jar. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        Optional<String> version =
                Optional.ofNullable(VirtBallast.class.getPackage().getImplementationVersion());
        return new String[] {"virt-ballast " + version.orElse("development")};
    }
}
