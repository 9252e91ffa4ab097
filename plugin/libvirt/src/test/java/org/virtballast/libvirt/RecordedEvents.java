/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.virtballast.core.port.DomainListener;

/** Notes what it hears, as "started" and the UUID. */
final class RecordedEvents implements DomainListener {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public void started(UUID id) {
        heard.add("started " + id);
    }

    @Override
    public void stopped(UUID id) {
        heard.add("stopped " + id);
    }

    @Override
    public void rebooted(UUID id) {
        heard.add("rebooted " + id);
    }

    @Override
    public void changed(UUID id) {
        heard.add("changed " + id);
    }

    List<String> heard() {
        return List.copyOf(heard);
    }
}
