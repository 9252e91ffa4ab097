/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

/**
 * A NUMA cell of a guest.
 *
 * @param id its number, at least 0
 * @param cpus whether it has CPUs
 * @param memory what its guest boots with on it, in bytes; at least 0. Memory devices on it come on top
 */
record NumaCell(int id, boolean cpus, long memory) {
    NumaCell {
        if (id < 0 || memory < 0) {
            throw new IllegalArgumentException("no NUMA cell: " + id + " of " + memory);
        }
    }
}
