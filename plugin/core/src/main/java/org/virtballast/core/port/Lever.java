/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

/** A way to resize domains. Implementations may be called from several threads at once. */
@FunctionalInterface
public interface Lever {
    /**
     * Asks the guest to have a size. Returns before the guest complies; whether it does is seen in later samples.
     *
     * @param bytes the size, above 0, as the lever counts it: see {@link MemoryLayout}. A size between two of its steps is
     *     rounded down
     * @throws HypervisorException where the hypervisor says no; the guest may have been asked all the same
     */
    void resize(DomainDescription domain, long bytes);
}
