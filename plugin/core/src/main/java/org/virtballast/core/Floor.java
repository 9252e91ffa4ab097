/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.OptionalLong;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.FarTier;

/** What a guest needs right now. */
final class Floor {
    private Floor() {}

    /**
     * The size below which the guest would run short: what it uses plus headroom, never below its smallest size. Where only
     * near memory is moved, that is what its far memory has no room for, since what leaves the near cells must go there. Absent
     * where its statistics say nothing.
     */
    static OptionalLong of(DomainView domain, Limits limits) {
        if (domain.memory().isEmpty()) {
            return OptionalLong.empty();
        }
        // A hostile guest may report more usable memory than it has: what it uses is then nothing, not less.
        long all = domain.current() + domain.far();
        long used = Math.max(0, all - domain.memory().get().usable());
        return OptionalLong.of(Math.max(domain.bounds().min(), used + limits.headroom(all) - domain.far()));
    }

    /**
     * What may be taken without any care, because the guest has it lying idle: nothing in a guest with a far cell, where
     * free far memory counts as usable and says nothing of the near tier.
     */
    static long plainlyUnused(DomainView domain, Limits limits) {
        if (domain.memory().isEmpty() || domain.farTier() == FarTier.CELL) {
            return 0;
        }
        return Math.max(0, domain.memory().get().usable() - limits.headroom(domain.current()));
    }
}
