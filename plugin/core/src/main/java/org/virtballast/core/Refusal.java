/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Objects;
import java.util.UUID;
import org.virtballast.spi.ByteSize;

/**
 * A target, or a part of one, that the guard did not let pass.
 *
 * @param id of the domain the policy named; it may not exist
 * @param name of the domain; its identity where it does not exist
 * @param wanted the size the policy wanted, in bytes; whatever it said
 * @param reason why not, in words for an operator, without a full stop
 */
public record Refusal(UUID id, String name, long wanted, String reason) {
    public Refusal {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(reason, "reason");
    }

    /** The refusal as people read it: {@code 1GiB refused: reason}. */
    @Override
    public String toString() {
        return ByteSize.format(wanted) + " refused: " + reason;
    }
}
