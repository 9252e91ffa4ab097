/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Objects;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;

/**
 * What holds for a domain whose operator said nothing.
 *
 * @param mode the daemon's own mode
 * @param targetHitRatio above 0, at most 1
 */
public record Defaults(Mode mode, double targetHitRatio) {
    private static final long LEAST = 64 * ByteSize.MIB;

    public Defaults {
        Objects.requireNonNull(mode, "mode");
        if (!(targetHitRatio > 0 && targetHitRatio <= 1)) {
            throw new IllegalArgumentException("target-hit-ratio must be above 0 and at most 1: " + targetHitRatio);
        }
    }

    Mode mode(DomainDescription domain) {
        return domain.settings().mode().orElse(mode);
    }

    double targetHitRatio(DomainDescription domain) {
        return domain.settings().targetHitRatio().orElse(targetHitRatio);
    }

    static int weight(DomainDescription domain) {
        return domain.settings().weight().orElse(DomainView.NORMAL_WEIGHT);
    }

    /**
     * The sizes a domain may have: what its operator said, never above the hypervisor's maximum, in the steps of its lever.
     * Where nothing is said of the smallest size, it is one with which a kernel still boots; the floor is what protects the
     * guest.
     */
    static Bounds bounds(DomainDescription domain, long maximum) {
        Bounds all = new Bounds(1, Math.max(1, maximum), domain.layout().step());
        long least = domain.layout().least();
        long most = all.down(Math.min(all.max(), domain.settings().max().orElse(all.max())));
        long max = Math.max(1, Math.max(least, most));
        long min = Math.max(least, domain.settings().min().orElse(LEAST));
        return new Bounds(Math.min(max, min), max, all.step());
    }
}
