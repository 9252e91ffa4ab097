/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** Finds out whether a long job is done to a domain, during which it must be left alone. */
final class Jobs {
    // Of virDomainJobType and virDomainJobOperation in libvirt-domain.h.
    private static final int VIR_DOMAIN_JOB_BOUNDED = 1;
    private static final int VIR_DOMAIN_JOB_UNBOUNDED = 2;
    private static final long VIR_DOMAIN_JOB_OPERATION_BACKUP = 9;
    private static final String OPERATION = "operation";

    private final NativeLibvirt library;
    private final Failures failures;

    Jobs(NativeLibvirt library, Failures failures) {
        this.library = library;
        this.failures = failures;
    }

    /**
     * Whether a migration, a save, a dump or the like is under way. A backup is not of that kind: it takes hours, and libvirt
     * resizes meanwhile. Where the driver knows no jobs there are none.
     *
     * @param attempt what is tried, for the sentence where libvirt says no
     * @throws org.virtballast.core.port.HypervisorException where libvirt says no
     */
    boolean occupy(Pointer domain, String attempt) {
        try (Memory type = new Memory(Integer.BYTES);
                Memory parameters = new Memory(Native.POINTER_SIZE);
                Memory count = new Memory(Integer.BYTES)) {
            type.clear();
            parameters.clear();
            count.clear();
            if (library.virDomainGetJobStats(domain, type, parameters, count, 0) < 0) {
                Failures.Said said = failures.take();
                if (said.code() == Failures.VIR_ERR_NO_SUPPORT) {
                    return false;
                }
                throw failures.ofDomain(said, attempt, domain);
            }
            return occupies(type.getInt(0), operation(parameters.getPointer(0), count.getInt(0)));
        }
    }

    private long operation(Pointer parameters, int count) {
        try {
            return TypedParameters.decode(parameters, count).number(OPERATION).orElse(0);
        } finally {
            if (parameters != null) {
                library.virTypedParamsFree(parameters, count);
            }
        }
    }

    private static boolean occupies(int type, long operation) {
        boolean active = type == VIR_DOMAIN_JOB_BOUNDED || type == VIR_DOMAIN_JOB_UNBOUNDED;
        return active && operation != VIR_DOMAIN_JOB_OPERATION_BACKUP;
    }
}
