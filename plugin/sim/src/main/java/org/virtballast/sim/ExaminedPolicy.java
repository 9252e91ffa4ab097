/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/**
 * Looks for what a policy does wrong that the core puts up with, or refuses: nonsense, words that are missing, decisions that
 * take too long, and other answers to the same views. For that a second one, made the same way, sees all views too.
 */
public final class ExaminedPolicy implements Policy {
    /** What may be wrong with an answer. */
    public enum Fault {
        /** It threw, or answered nothing. */
        FAILED("failed"),
        /** It took longer than the daemon would wait. */
        LATE("took longer than the daemon waits"),
        /** A target for a domain that does not run. */
        STRANGER("named a domain that does not run"),
        /** A target outside the bounds of its domain. */
        OUT_OF_BOUNDS("wanted a size outside a domain's bounds"),
        /** A target for a domain that may not be moved that way. */
        NOT_ELIGIBLE("wanted to move a domain that was not to be moved so"),
        /** A target without a reason. */
        NO_REASON("gave no reason"),
        /** The same views had another answer. */
        DIFFERENT("answered the same views differently");

        private final String words;

        Fault(String words) {
            this.words = words;
        }

        /** What it is, as the end of a sentence. */
        public String words() {
            return words;
        }
    }

    /**
     * A fault that was found.
     *
     * @param fault which
     * @param cycles in how many cycles
     * @param calls of how many
     * @param example the first of them, in words; empty where there is nothing to add
     */
    public record Finding(Fault fault, int cycles, int calls, String example) {}

    private final Policy policy;
    private final Policy twin;
    private final LongSupplier nanos;
    private final Duration deadline;
    private final Map<Fault, Integer> cycles = new EnumMap<>(Fault.class);
    private final Map<Fault, String> examples = new EnumMap<>(Fault.class);
    private int calls;

    /**
     * Examines a policy.
     *
     * @param made makes it, and its twin
     * @param nanos tells the time, in nanoseconds since an arbitrary start
     * @param deadline how long the daemon would wait for an answer
     */
    public ExaminedPolicy(Supplier<Policy> made, LongSupplier nanos, Duration deadline) {
        this.policy = made.get();
        this.twin = made.get();
        this.nanos = Objects.requireNonNull(nanos, "nanos");
        this.deadline = Objects.requireNonNull(deadline, "deadline");
    }

    @Override
    public Proposal propose(HostView host) {
        calls++;
        long began = nanos.getAsLong();
        Optional<Proposal> answer = ask(policy, host, true);
        Duration took = Duration.ofNanos(nanos.getAsLong() - began);
        if (took.compareTo(deadline) > 0) {
            note(Fault.LATE, took.toMillis() + " ms");
        }
        Optional<Proposal> again = ask(twin, host, false);
        if (!answer.equals(again) || !order(answer).equals(order(again))) {
            note(Fault.DIFFERENT, "first " + words(answer) + ", then " + words(again));
        }
        answer.ifPresent(proposal -> check(proposal, host));
        return answer.orElse(Proposal.NOTHING);
    }

    /** What was found, the worst first. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        cycles.forEach((fault, count) -> findings.add(new Finding(fault, count, calls, examples.get(fault))));
        return findings;
    }

    private Optional<Proposal> ask(Policy asked, HostView host, boolean noted) {
        try {
            Proposal proposal = asked.propose(host);
            if (proposal == null && noted) {
                note(Fault.FAILED, "it answered nothing");
            }
            return Optional.ofNullable(proposal);
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            if (noted) {
                note(Fault.FAILED, FailureWords.of(e));
            }
            return Optional.empty();
        }
    }

    private void check(Proposal proposal, HostView host) {
        Map<UUID, DomainView> views = new HashMap<>();
        host.domains().forEach(view -> views.put(view.id(), view));
        Map<Fault, String> found = new EnumMap<>(Fault.class);
        proposal.targets()
                .forEach((id, target) ->
                        check(views.get(id), target).forEach((fault, example) -> found.putIfAbsent(fault, example)));
        found.forEach(this::note);
    }

    private static Map<Fault, String> check(DomainView view, Target target) {
        Map<Fault, String> found = new EnumMap<>(Fault.class);
        if (view == null) {
            found.put(Fault.STRANGER, "");
            return found;
        }
        if (target.reason().isBlank()) {
            found.put(Fault.NO_REASON, view.name());
        }
        boolean takes = target.bytes() < view.current();
        boolean gives = target.bytes() > view.current();
        if ((takes && target.bytes() < view.bounds().min())
                || (gives && target.bytes() > view.bounds().max())) {
            found.put(
                    Fault.OUT_OF_BOUNDS,
                    view.name() + " to " + target.bytes() + " bytes, and "
                            + view.bounds().min() + " to " + view.bounds().max() + " are allowed");
        }
        if ((takes && !view.eligibility().mayGive())
                || (gives && !view.eligibility().mayGet())) {
            found.put(
                    Fault.NOT_ELIGIBLE, view.name() + ": " + view.eligibility().reason());
        }
        return found;
    }

    /** Of two that want the same memory the first that is named is served first. */
    private static List<UUID> order(Optional<Proposal> answer) {
        return answer.map(proposal -> List.copyOf(proposal.targets().keySet())).orElse(List.of());
    }

    private void note(Fault fault, String example) {
        cycles.merge(fault, 1, Integer::sum);
        examples.putIfAbsent(fault, example);
    }

    private static String words(Optional<Proposal> answer) {
        return answer.map(proposal -> proposal.targets().size() + " targets").orElse("nothing");
    }
}
