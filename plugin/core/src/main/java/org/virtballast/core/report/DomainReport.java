/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One domain as the last cycle saw it.
 *
 * @param id its identity
 * @param name what people call it
 * @param state {@code running}, {@code paused} or {@code other}
 * @param mode {@code auto}, {@code observe} or {@code off}: the domain's own, or else the daemon's
 * @param condition {@code normal}, {@code left-alone}, {@code paused}, {@code held}, {@code booting}, {@code driverless},
 *     {@code unknown}, {@code distressed}, {@code recovering}, {@code not-reclaimable}, {@code no-near-yield} or {@code stuck}
 * @param heldSeconds how long it is still left alone because somebody else resized it; absent where it is not
 * @param current the size it has
 * @param target the size it was last asked to have; {@code current} where nothing is under way
 * @param owed what was taken from it and not given back
 * @param min the smallest size it may have
 * @param max the largest size it may have
 * @param lever what it is resized by; its sizes are those of what that moves
 * @param floor the size below which its guest would run short now; absent where its statistics say nothing
 * @param usable what its guest could give without swapping; absent where its statistics say nothing
 * @param targetHitRatio the hit ratio the operator asked for
 * @param hitRatio the estimate; absent where nothing is known
 * @param accessesPerSecond accesses a second in the last window that was counted, both tiers; absent where none was
 * @param weight its importance beside the others
 * @param eligible whether it may be resized now, in both directions
 * @param decision what the last cycle decided, as a sentence
 * @param lastMove the last resize that was asked for; absent where there was none
 * @param problems what is wrong with it, a sentence each
 */
public record DomainReport(
        UUID id,
        String name,
        String state,
        String mode,
        String condition,
        Optional<Double> heldSeconds,
        long current,
        long target,
        long owed,
        long min,
        long max,
        LeverReport lever,
        OptionalLong floor,
        OptionalLong usable,
        double targetHitRatio,
        Optional<HitRatioReport> hitRatio,
        Optional<Double> accessesPerSecond,
        int weight,
        boolean eligible,
        String decision,
        Optional<MoveReport> lastMove,
        List<String> problems) {}
