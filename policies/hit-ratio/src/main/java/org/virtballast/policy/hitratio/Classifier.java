/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.util.Locale;
import java.util.Optional;
import org.virtballast.policy.hitratio.Damper.Direction;
import org.virtballast.policy.hitratio.Standing.Role;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.HitRatio;

/**
 * Finds out where a domain stands. It acts only when sure: a domain borrows where the whole interval of its hit ratio lies
 * below the dead band around its target, and gives where it lies above. Unknown is neither.
 */
final class Classifier {
    /** MaxMem's clip: no domain is more than ten times as far from its target as it may be. */
    private static final double MOST_PULL = 10;

    private final Tuning tuning;

    Classifier(Tuning tuning) {
        this.tuning = tuning;
    }

    Standing classify(DomainView view, DomainMemory memory) {
        if (view.resizing()) {
            return Standing.fixed(view, "its last resize is still under way");
        }
        if (!view.eligibility().mayGive() && !view.eligibility().mayGet()) {
            return Standing.fixed(view, view.eligibility().reason());
        }
        long give = give(view, memory);
        long unused = Math.min(unused(view), view.current() - view.bounds().min());
        if (unused > 0 && give > 0) {
            return new Standing(
                    view,
                    Role.UNUSED,
                    surelyAbove(view) || idle(view) ? Math.max(unused, give) : unused,
                    0,
                    0,
                    "it leaves " + ByteSize.format(unused) + " unused");
        }
        Optional<HitRatio> hitRatio = view.hitRatio();
        if (hitRatio.isEmpty()) {
            return Standing.content(view, give, "its hit ratio is not known yet");
        }
        return classify(view, memory, hitRatio.get(), give);
    }

    private Standing classify(DomainView view, DomainMemory memory, HitRatio hitRatio, long give) {
        double target = view.targetHitRatio();
        String seen = describe(hitRatio, target);
        if (idle(view)) {
            return new Standing(view, Role.DONOR, give, 0, 0, "it is idle");
        }
        if (surelyAbove(view)) {
            return new Standing(view, Role.DONOR, give, 0, 0, seen);
        }
        if (hitRatio.high() >= target - tuning.deadBand()) {
            return Standing.content(view, give, onTarget(hitRatio, target));
        }
        if (memory.risesTo(target)) {
            return Standing.content(view, give, seen + ", and rising");
        }
        double pull = pull(hitRatio.estimate(), target);
        long need = need(view, memory, pull);
        if (need <= 0) {
            return Standing.content(view, give, seen + ", and it has all that it may have");
        }
        return new Standing(view, Role.BORROWER, give, need, pull * view.weight(), seen);
    }

    private boolean surelyAbove(DomainView view) {
        double target = view.targetHitRatio();
        // A target near 1 leaves no room above it: the band shrinks so that there still are donors.
        double band = Math.min(tuning.deadBand(), (1 - target) / 2);
        return view.hitRatio()
                .filter(hitRatio -> hitRatio.low() > target + band)
                .isPresent();
    }

    /** The share of far accesses beside the share that is allowed: (1 − hit) / (1 − target), as MaxMem weighs it. */
    private static double pull(double hit, double target) {
        return target >= 1 ? MOST_PULL : Math.min(MOST_PULL, (1 - hit) / (1 - target));
    }

    private long need(DomainView view, DomainMemory memory, double pull) {
        if (!view.eligibility().mayGet()) {
            return 0;
        }
        double step = tuning.maxStep() * memory.damper().share(Direction.UP) * view.current();
        return Math.min(view.bounds().max() - view.current(), (long) (step * (pull - 1)));
    }

    private long give(DomainView view, DomainMemory memory) {
        if (!view.eligibility().mayGive()) {
            return 0;
        }
        double step = tuning.maxStep() * memory.damper().share(Direction.DOWN) * view.current();
        return Math.max(0, Math.min(view.current() - view.bounds().min(), (long) step));
    }

    /** With a far cell free far memory counts as usable, so there usable says nothing of the near tier. */
    private long unused(DomainView view) {
        if (view.farTier() == FarTier.CELL || view.memory().isEmpty()) {
            return 0;
        }
        return view.memory().get().usable() - (long) (tuning.spare() * view.current());
    }

    /** A few accesses make an idle domain. None at all may as well mean that nobody counts. */
    private boolean idle(DomainView view) {
        if (view.accesses().isEmpty()) {
            return false;
        }
        Accesses accesses = view.accesses().get();
        double seconds = accesses.window().toNanos() / 1e9;
        double total = accesses.near() + accesses.far();
        return total > 0 && total / seconds < tuning.idleRate();
    }

    /** On target the side is chance: named, it would look like a new reason in each window. */
    private static String onTarget(HitRatio hitRatio, double target) {
        return String.format(
                Locale.ROOT,
                "hit ratio %.3f ± %.3f, on its target %.3f",
                hitRatio.estimate(),
                (hitRatio.high() - hitRatio.low()) / 2,
                target);
    }

    private static String describe(HitRatio hitRatio, double target) {
        String side = hitRatio.estimate() < target ? "below" : "above";
        return String.format(
                Locale.ROOT,
                "hit ratio %.3f ± %.3f, %s its target %.3f",
                hitRatio.estimate(),
                (hitRatio.high() - hitRatio.low()) / 2,
                side,
                target);
    }
}
