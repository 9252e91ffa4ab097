/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Objects;
import java.util.UUID;
import org.virtballast.spi.ByteSize;

/**
 * A resize that passed the guard.
 *
 * @param id of the domain
 * @param name of the domain
 * @param from its size now, in bytes
 * @param to the size it is to have, in bytes; above 0, not {@code from}
 * @param reason why, in words for an operator, without a full stop
 */
public record Move(UUID id, String name, long from, long to, String reason) {
    public Move {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(reason, "reason");
        if (to <= 0 || to == from) {
            throw new IllegalArgumentException("no move of " + name + ": from " + from + " to " + to);
        }
    }

    /** Whether memory is taken from the domain. */
    public boolean takes() {
        return to < from;
    }

    Direction direction() {
        return takes() ? Direction.TAKE : Direction.GIVE;
    }

    /** The move as people read it: {@code 768MiB to 576MiB: reason}. */
    @Override
    public String toString() {
        return ByteSize.format(from) + " to " + ByteSize.format(to) + ": " + reason;
    }
}
