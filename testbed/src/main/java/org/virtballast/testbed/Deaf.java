/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.util.UUID;
import org.virtballast.core.port.DomainListener;

/** Listens to nothing: what runs when a measurement begins runs until it ends. */
enum Deaf implements DomainListener {
    INSTANCE;

    @Override
    public void started(UUID id) {}

    @Override
    public void stopped(UUID id) {}

    @Override
    public void rebooted(UUID id) {}

    @Override
    public void changed(UUID id) {}
}
