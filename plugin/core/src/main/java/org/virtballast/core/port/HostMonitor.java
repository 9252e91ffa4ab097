/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.util.Optional;

/** Looks at the host's own memory. */
@FunctionalInterface
public interface HostMonitor {
    /** The host's memory now; empty where it cannot be read, and then nothing is assumed of it. */
    Optional<HostMemory> read();
}
