/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private static final Duration NOW = Duration.ofHours(1);

    private final Backoff backoff = new Backoff(Duration.ofMinutes(1), Duration.ofSeconds(200));

    @Test
    void whatNeverFailed_isNotWaitedFor() {
        assertEquals(Optional.empty(), backoff.left(NOW));
    }

    @Test
    void wait_isOverWhenItsTimeIs() {
        backoff.trip(NOW);

        assertEquals(Optional.of(Duration.ofMinutes(1)), backoff.left(NOW));
        assertEquals(Optional.of(Duration.ofSeconds(1)), backoff.left(NOW.plusSeconds(59)));
        assertEquals(Optional.empty(), backoff.left(NOW.plusSeconds(60)));
        assertEquals(Optional.empty(), backoff.left(NOW.plusSeconds(61)));
    }

    @Test
    void wait_doublesUpToTheMost() {
        backoff.trip(NOW);
        backoff.trip(NOW);
        assertEquals(Optional.of(Duration.ofMinutes(2)), backoff.left(NOW));
        backoff.trip(NOW);
        assertEquals(Optional.of(Duration.ofSeconds(200)), backoff.left(NOW));
        backoff.trip(NOW);
        assertEquals(Optional.of(Duration.ofSeconds(200)), backoff.left(NOW));
    }

    @Test
    void success_endsTheWaitAndBeginsAnew() {
        backoff.trip(NOW);
        backoff.trip(NOW);

        backoff.clear();

        assertEquals(Optional.empty(), backoff.left(NOW));
        backoff.trip(NOW);
        assertEquals(Optional.of(Duration.ofMinutes(1)), backoff.left(NOW));
    }
}
