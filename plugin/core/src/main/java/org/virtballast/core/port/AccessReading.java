/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.util.Objects;
import org.virtballast.spi.Accesses;

/** What was counted of one domain in a window, or why nothing was. */
public sealed interface AccessReading {
    /** Counts of the window since the reading before. */
    record Counted(Accesses accesses) implements AccessReading {
        public Counted {
            Objects.requireNonNull(accesses, "accesses");
        }
    }

    /**
     * Nothing was counted.
     *
     * @param reason why, as a sentence for an operator: what, where and, where there is something, what to do
     */
    record NotCounted(String reason) implements AccessReading {
        public NotCounted {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
