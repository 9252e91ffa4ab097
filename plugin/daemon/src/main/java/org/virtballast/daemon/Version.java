/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.util.Optional;

/** The version of the daemon that runs, as the build wrote it into the jar. */
final class Version {
    private Version() {}

    static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
