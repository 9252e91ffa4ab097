/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

/** Where a domain's far memory is. */
public enum FarTier {
    /** A NUMA cell of the guest without CPUs: free far memory counts as usable in the guest's own statistics. */
    CELL,
    /** A node of the host below a flat guest. */
    HOST,
    /** Swap, in guest or host: there is no far node. */
    SWAP
}
