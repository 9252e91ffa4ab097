/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

/**
 * Which share of a guest's accesses the near tier serves once its pages are placed hottest first: it rises linearly from 0
 * to {@code hotShare} over the first {@code hot} bytes and linearly on to 1 over the rest of the resident ones.
 *
 * @param resident the memory the guest uses, in bytes; at least 0
 * @param hot the bytes of it that are hot; 0 to {@code resident}, above 0 where {@code resident} is
 * @param hotShare the share of the accesses that go to the hot bytes; 0 to 1, and 1 where all bytes are hot
 */
public record HitCurve(long resident, long hot, double hotShare) {
    public HitCurve {
        if (hot < 0 || hot > resident || (hot == 0 && resident > 0)) {
            throw new IllegalArgumentException("not 0 < hot <= resident: " + hot + ", " + resident);
        }
        if (!(hotShare >= 0 && hotShare <= 1) || (hot == resident && hotShare != 1)) {
            throw new IllegalArgumentException("no share of " + hot + " hot bytes of " + resident + ": " + hotShare);
        }
    }

    /** The hit ratio with that many bytes of the near tier. */
    double hit(long near) {
        if (near >= resident) {
            return 1;
        }
        return near <= hot ? hotShare * near / hot : hotShare + (1 - hotShare) * (near - hot) / (resident - hot);
    }

    /** The fewest bytes of the near tier with which the hit ratio reaches a target; 0 where the target is not above 0. */
    long smallest(double target) {
        if (!(target > 0) || resident == 0) {
            return 0;
        }
        double bytes = target <= hotShare
                ? hot * (target / hotShare)
                : hot + (resident - hot) * ((target - hotShare) / (1 - hotShare));
        return Math.min(resident, (long) Math.ceil(bytes));
    }
}
