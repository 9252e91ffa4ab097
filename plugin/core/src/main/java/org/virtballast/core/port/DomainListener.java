/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.util.UUID;

/** Hears of domains from the hypervisor. Implementations return at once: they are called on its event thread. */
public interface DomainListener {
    /** A domain started, was resumed from a file, or arrived by migration. */
    void started(UUID id);

    /** A domain stopped for whatever reason. */
    void stopped(UUID id);

    /** A running domain's guest was reset: its balloon begins anew, empty. */
    void rebooted(UUID id);

    /** The configuration or the metadata of a running domain changed. */
    void changed(UUID id);
}
