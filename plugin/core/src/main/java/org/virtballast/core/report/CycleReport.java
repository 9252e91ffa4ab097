/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.virtballast.spi.HostView;

/**
 * One cycle in full: what the policy was shown, what it wanted, and what came of it.
 *
 * @param number counts the cycles of a run of the daemon from 1
 * @param time when it began
 * @param took how long it took
 * @param policy the policy that decided; absent where none did
 * @param view what the policy was shown; absent where the cycle failed before
 * @param wishes what the policy wanted, in its order, and after that what it noted
 * @param moves what was asked of the hypervisor, or would have been, in that order
 * @param refusals what was not let pass
 * @param failure why the cycle ended early, as a sentence; absent where it did not
 */
public record CycleReport(
        long number,
        Instant time,
        Duration took,
        Optional<DecidingPolicy> policy,
        Optional<HostView> view,
        List<Wish> wishes,
        List<MadeMove> moves,
        List<Refused> refusals,
        Optional<String> failure) {
    public CycleReport {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(took, "took");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(view, "view");
        wishes = List.copyOf(wishes);
        moves = List.copyOf(moves);
        refusals = List.copyOf(refusals);
        Objects.requireNonNull(failure, "failure");
    }

    /**
     * A policy that decided.
     *
     * @param name what operators select it by
     * @param settings those of its settings that an operator gave
     */
    public record DecidingPolicy(String name, Map<String, String> settings) {
        public DecidingPolicy {
            Objects.requireNonNull(name, "name");
            settings = Map.copyOf(settings);
        }
    }

    /**
     * What the policy said of a domain.
     *
     * @param domain which
     * @param bytes the size it wanted; absent where it only noted why the size stays
     * @param reason why
     */
    public record Wish(UUID domain, OptionalLong bytes, String reason) {
        public Wish {
            Objects.requireNonNull(domain, "domain");
            Objects.requireNonNull(bytes, "bytes");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * A move that was made, or would have been.
     *
     * @param domain of which domain
     * @param from its size before, in bytes
     * @param to the size it was to have, in bytes
     * @param reason why
     * @param outcome {@code applied}, {@code failed} or {@code observed}
     * @param detail what the hypervisor said where it said no; empty otherwise
     */
    public record MadeMove(UUID domain, long from, long to, String reason, String outcome, String detail) {
        public MadeMove {
            Objects.requireNonNull(domain, "domain");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(outcome, "outcome");
            Objects.requireNonNull(detail, "detail");
        }
    }

    /**
     * A wish, or a part of one, that was not let pass.
     *
     * @param domain of which domain; it may not exist
     * @param bytes the size that was wanted; whatever the policy said
     * @param reason why not
     */
    public record Refused(UUID domain, long bytes, String reason) {
        public Refused {
            Objects.requireNonNull(domain, "domain");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
