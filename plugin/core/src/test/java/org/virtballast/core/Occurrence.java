/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

/** What has to happen on hostile hosts for their tests to prove anything. */
enum Occurrence {
    /** A domain was looked at in a cycle. */
    DOMAIN_CYCLE,
    TAKE,
    GIVE,
    /** Memory was taken by near devices. */
    NEAR_TAKE,
    REFUSAL,
    WITHDRAWAL,
    /** A guest in distress got memory back. */
    GIVE_BACK,
    /** Memory was taken for one that needs it back, or because the host was about to run out. */
    RELIEF_TAKE,
    /** Somebody else resized a domain while nothing of ours was under way, and it was held. */
    HOLD,
    /** A domain was found to be in this condition, once each time. */
    BECAME_STUCK,
    BECAME_DISTRESSED,
    BECAME_RECOVERING,
    BECAME_NOT_RECLAIMABLE,
    BECAME_NO_NEAR_YIELD,
    BECAME_UNKNOWN,
    BECAME_BOOTING,
    BECAME_DRIVERLESS,
    BECAME_PAUSED,
    /** What operators, guests and hosts did. */
    DAEMON_KILLED,
    GUEST_RESET,
    DOMAIN_STARTED_AGAIN,
    DOMAIN_VANISHED,
    SAVED_STATE_LIED,
    POLICY_FAILED,
    CYCLE_FAILED,
    HOST_SHORT_OF_MEMORY
}
