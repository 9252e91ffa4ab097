/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.virtballast.core.port.DomainDescription;

/**
 * What each domain holds of the host's near nodes. The kernel goes through its page tables for that, so each domain is
 * looked at so seldom that it takes no more than a hundredth of the time; meanwhile the last value stands.
 */
final class NearResident {
    private static final long SHARE = 100;

    private final Residence residence;
    private final LongSupplier nanos;
    private final Map<UUID, Walk> walks = new ConcurrentHashMap<>();

    /** @param nanos a clock that never goes back, as {@link System#nanoTime} */
    NearResident(Residence residence, LongSupplier nanos) {
        this.residence = residence;
        this.nanos = nanos;
    }

    /**
     * @param bytes what was found; absent where nothing could be
     * @param size the domain's size then, in bytes
     * @param next the earliest time of the next walk
     */
    private record Walk(int run, OptionalLong bytes, long size, long next) {}

    /**
     * What a domain holds, in bytes. A value from before the domain was resized is no answer: what is resident would seem not
     * to follow the size.
     *
     * @param size the domain's size, in bytes
     * @param mayWalk whether there is time to look
     * @return absent where it is not known
     */
    OptionalLong of(DomainDescription domain, long size, boolean mayWalk) {
        Walk last = walks.get(domain.id());
        boolean known = last != null && last.run() == domain.run();
        long began = nanos.getAsLong();
        if (mayWalk && (!known || began - last.next() >= 0)) {
            OptionalLong found = residence.onNearNodes(domain);
            long next = began + SHARE * (nanos.getAsLong() - began);
            OptionalLong bytes = found.isEmpty() && known && last.size() == size ? last.bytes() : found;
            walks.put(domain.id(), new Walk(domain.run(), bytes, size, next));
            return bytes;
        }
        return known && last.size() == size ? last.bytes() : OptionalLong.empty();
    }

    /** Forgets all other domains. */
    void retain(Collection<UUID> ids) {
        walks.keySet().retainAll(ids);
    }
}
