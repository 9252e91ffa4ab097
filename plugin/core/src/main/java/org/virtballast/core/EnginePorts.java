/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Objects;
import org.virtballast.core.port.AccessCounter;
import org.virtballast.core.port.EngineStore;
import org.virtballast.core.port.HostClock;
import org.virtballast.core.port.HostMonitor;
import org.virtballast.core.port.Hypervisor;

/**
 * Everything outside that the engine deals with.
 *
 * @param hypervisor runs the domains
 * @param counter counts their accesses
 * @param monitor looks at the host's own memory
 * @param store keeps what must be known again after a crash
 * @param clock the host's clocks
 */
public record EnginePorts(
        Hypervisor hypervisor, AccessCounter counter, HostMonitor monitor, EngineStore store, HostClock clock) {
    public EnginePorts {
        Objects.requireNonNull(hypervisor, "hypervisor");
        Objects.requireNonNull(counter, "counter");
        Objects.requireNonNull(monitor, "monitor");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(clock, "clock");
    }
}
