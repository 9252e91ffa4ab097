/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The domains that an operator took out of our hands: those that somebody else resized, for a while, and those that were
 * paused, until they are resumed. Safe for use by several threads.
 */
final class OperatorHolds {
    private final Map<UUID, Duration> until = new ConcurrentHashMap<>();
    private final Set<UUID> paused = ConcurrentHashMap.newKeySet();
    private volatile boolean allPaused;

    /** Somebody else resized a domain: it is left alone for a while; a while of zero leaves nothing alone, and none ends one that lasts longer. */
    void hold(UUID id, Duration now, Duration time) {
        if (!time.isZero()) {
            until.merge(id, now.plus(time), (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
    }

    /** How long a domain is still held; empty where it is not. */
    Optional<Duration> left(UUID id, Duration now) {
        return Optional.ofNullable(until.get(id))
                .map(end -> end.minus(now))
                .filter(left -> !left.isNegative() && !left.isZero());
    }

    void pause(UUID id) {
        paused.add(id);
    }

    void pauseAll() {
        allPaused = true;
    }

    /** Ends a domain's pause and hold. Where all domains are paused it stays so. */
    void resume(UUID id) {
        paused.remove(id);
        until.remove(id);
    }

    /** Ends every pause and hold. */
    void resumeAll() {
        allPaused = false;
        paused.clear();
        until.clear();
    }

    boolean allPaused() {
        return allPaused;
    }

    /** Whether the domain itself was paused, whatever holds for all. */
    boolean paused(UUID id) {
        return paused.contains(id);
    }

    /** The domains that were paused by themselves. */
    Set<UUID> paused() {
        return Set.copyOf(paused);
    }

    /** Whether the domain is paused, by itself or with all others. */
    boolean pausedAnyhow(UUID id) {
        return allPaused || paused.contains(id);
    }

    /** Forgets a domain that was stopped: what is started next is another run. A pause is of the domain and stays. */
    void forget(UUID id) {
        until.remove(id);
    }
}
