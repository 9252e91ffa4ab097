/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assumptions.abort;

import org.virtballast.core.port.HypervisorException;

/** libvirt's driver for tests, which runs within this process. */
final class TestDriver {
    static final String URI = "test:///default";

    private TestDriver() {}

    /** Skips the tests, and says so, where there is no libvirt. */
    static void need() {
        try {
            LibvirtProcess.get();
        } catch (HypervisorException e) {
            String why = "skipped: " + e.getMessage();
            System.out.println(why);
            abort(why);
        }
    }
}
