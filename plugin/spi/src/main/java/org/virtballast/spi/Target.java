/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import java.util.Objects;

/**
 * The size a policy wants a domain to have.
 *
 * @param bytes the size
 * @param reason why, in words for an operator, without a full stop
 */
public record Target(long bytes, String reason) {
    public Target {
        Objects.requireNonNull(reason, "reason");
    }
}
