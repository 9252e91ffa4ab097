/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Counts the memory accesses of domains by tier. Called from one thread at a time. */
public interface AccessCounter extends AutoCloseable {
    /**
     * Reads what each domain did since the call before. Counting starts for a domain with the first call that names it
     * and ends with the first that does not. Never throws for one domain's sake: what cannot be counted is
     * {@link AccessReading.NotCounted}.
     *
     * @return a reading for each domain named
     */
    Map<UUID, AccessReading> read(Collection<CountedDomain> domains);

    @Override
    void close();
}
