/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

/**
 * What of a domain's near memory the host holds.
 *
 * @param resident pages of it that are there, in bytes; at least 0
 * @param size near memory that its guest may use, in bytes; above 0
 */
public record NearResidence(long resident, long size) {
    public NearResidence {
        if (resident < 0 || size <= 0) {
            throw new IllegalArgumentException("no near residence: " + resident + " of " + size);
        }
    }
}
