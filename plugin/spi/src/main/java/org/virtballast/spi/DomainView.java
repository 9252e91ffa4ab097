/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One domain as a policy sees it.
 *
 * @param id its identity; the name may change
 * @param name what people call it
 * @param bounds the sizes it may have
 * @param current the size it has now, in bytes, as its lever counts it: of its balloon, or of its near memory
 * @param target the size it was last asked to have, in bytes; {@code current} where nothing is under way
 * @param farTier where its far memory is
 * @param lever what it is resized by
 * @param far what its guest has beside {@code current}, in bytes: its far memory where the lever moves near memory alone, else 0
 * @param memory what the guest says of its memory; absent where the statistics are stale, missing or absurd
 * @param accesses accesses in the window since the last view; absent where there are none to judge, for instance because
 *     the domain was being resized
 * @param hitRatio the estimate from the accesses of this window and, with decaying weight, of those before it since the
 *     last resize; absent where nothing is known
 * @param targetHitRatio the hit ratio the operator asked for; above 0, at most 1
 * @param weight its importance beside the others; 1 to 10000, 100 is normal
 * @param eligibility whether it may be resized now
 */
public record DomainView(
        UUID id,
        String name,
        Bounds bounds,
        long current,
        long target,
        FarTier farTier,
        LeverKind lever,
        long far,
        Optional<GuestMemory> memory,
        Optional<Accesses> accesses,
        Optional<HitRatio> hitRatio,
        double targetHitRatio,
        int weight,
        Eligibility eligibility) {
    /** The weight of a domain for which the operator said nothing. */
    public static final int NORMAL_WEIGHT = 100;

    public DomainView {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(bounds, "bounds");
        Objects.requireNonNull(farTier, "farTier");
        Objects.requireNonNull(lever, "lever");
        Objects.requireNonNull(memory, "memory");
        Objects.requireNonNull(accesses, "accesses");
        Objects.requireNonNull(hitRatio, "hitRatio");
        Objects.requireNonNull(eligibility, "eligibility");
        if (current < 0 || target < 0 || far < 0) {
            throw new IllegalArgumentException(
                    "negative size of " + name + ": " + current + ", " + target + ", far " + far);
        }
        if (!(targetHitRatio > 0 && targetHitRatio <= 1)) {
            throw new IllegalArgumentException("target hit ratio of " + name + " not in (0, 1]: " + targetHitRatio);
        }
        if (weight < 1 || weight > 10_000) {
            throw new IllegalArgumentException("weight of " + name + " not from 1 to 10000: " + weight);
        }
    }

    /** Whether a resize was asked for that has not arrived. */
    public boolean resizing() {
        return target != current;
    }

    /**
     * How far a resize could come now: the size within the bounds, of the steps that the lever makes, that is nearest to a
     * given one without being further from {@code current}. It is {@code current} where a resize is under way, where that
     * direction is closed, or where the lever makes no change so small.
     *
     * @param bytes the size that is wanted
     */
    public long towards(long bytes) {
        long wanted = bounds.clamp(bytes);
        boolean open = wanted < current ? eligibility.mayGive() : eligibility.mayGet();
        if (resizing() || !open) {
            return current;
        }
        return wanted < current ? Math.min(current, bounds.up(wanted)) : Math.max(current, bounds.down(wanted));
    }
}
