/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.List;

/** Looks at one side of a host. */
@FunctionalInterface
interface DoctorCheck {
    /** What there is to say; where all is well, that. Never throws for what is wrong with the host. */
    List<Finding> look(Examined host);
}
