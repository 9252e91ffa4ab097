/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.util.Optional;
import org.virtballast.daemon.control.OperatorRequests;

/** Refuses to pause, and says what to do instead: this version holds no domains. */
final class Pauses implements OperatorRequests {
    private static final Answer REFUSED = new Refused("this version of virt-ballastd cannot pause guests yet:"
            + " set mode='off' in the metadata of a guest that it shall leave alone.");

    @Override
    public Answer pause(Optional<String> domain) {
        return REFUSED;
    }

    @Override
    public Answer resume(Optional<String> domain) {
        return REFUSED;
    }
}
