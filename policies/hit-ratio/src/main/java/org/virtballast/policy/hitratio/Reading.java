/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.util.Optional;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HitRatio;

/**
 * What is known now of the accesses of a domain.
 *
 * @param hit the share of them that the near tier served, 0 to 1
 * @param low the lower end of its 90 % interval
 * @param high the upper end of its 90 % interval
 * @param rate accesses a second; 0 where none were counted in the last window
 */
record Reading(double hit, double low, double high, double rate) {
    /**
     * Reads a view. A window that is precise enough by itself is believed alone, for it tells at once of a guest that does
     * something else now; otherwise those before it have their say.
     *
     * @param precise half of an interval that is narrow enough
     */
    static Optional<Reading> of(DomainView view, double precise) {
        Optional<HitRatio> window = view.accesses().filter(Reading::counted).map(Reading::alone);
        return window.filter(alone -> alone.high() - alone.low() <= 2 * precise)
                .or(view::hitRatio)
                .map(known -> new Reading(known.estimate(), known.low(), known.high(), rate(view)));
    }

    /** Half of the interval. */
    double doubt() {
        return (high - low) / 2;
    }

    private static boolean counted(Accesses accesses) {
        return accesses.nearEvents() + accesses.farEvents() > 0;
    }

    private static HitRatio alone(Accesses accesses) {
        double events = accesses.nearEvents() + accesses.farEvents();
        return HitRatio.of(accesses.nearEvents() / events, events, accesses.window(), accesses.source());
    }

    private static double rate(DomainView view) {
        return view.accesses()
                .map(accesses ->
                        (accesses.near() + accesses.far()) / (accesses.window().toNanos() / 1e9))
                .orElse(0.0);
    }
}
