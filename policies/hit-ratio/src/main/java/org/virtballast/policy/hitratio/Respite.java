/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.time.Duration;
import java.time.Instant;

/** A while in which something is left alone because it went wrong; it doubles with each time that follows soon. */
final class Respite {
    /** So many times as long as it was left alone for it must go well before the next while is the first again. */
    private static final int FORGIVEN_AFTER = 4;

    private final Duration first;
    private final Duration longest;
    private Duration length = Duration.ZERO;
    private Instant until = Instant.MIN;

    Respite(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    /** It went wrong: a while begins, unless one lasts. */
    void begin(Instant now) {
        if (lasts(now)) {
            return;
        }
        boolean soon = !until.equals(Instant.MIN) && now.isBefore(until.plus(length.multipliedBy(FORGIVEN_AFTER)));
        Duration next = soon ? length.multipliedBy(2) : first;
        length = next.compareTo(longest) > 0 ? longest : next;
        until = now.plus(length);
    }

    boolean lasts(Instant now) {
        return now.isBefore(until);
    }
}
