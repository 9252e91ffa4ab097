/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.report.CycleReport;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;

/**
 * Shows recorded views to policies, one after the other, and compares what each of them wants with what was wanted then. What a
 * policy wants has no effect: the next view is again what came of what was done then.
 */
public final class Replay {
    /** What the decisions of then go by, beside the names of policies. */
    public static final String RECORDED = "recorded";

    private final Map<String, Maker> makers;
    private final long least;
    private final Map<String, Policy> policies = new LinkedHashMap<>();
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private Optional<CycleReport.DecidingPolicy> deciding = Optional.empty();

    /** Makes a policy. */
    public interface Maker {
        /**
         * One without memory.
         *
         * @throws PolicyLoadException where it cannot be loaded, or refuses the settings
         */
        Policy make(PolicySettings settings) throws PolicyLoadException;
    }

    /**
     * What a policy wants of a domain.
     *
     * @param policy which, or {@link #RECORDED}
     * @param current the size it has, in bytes
     * @param wanted the size it should have; absent where it should keep the one that it has
     * @param reason why; empty where nothing was said
     */
    public record Wish(String policy, long current, OptionalLong wanted, String reason) {
        /** Less than 0 where memory is to be taken, more where it is to be given, 0 where the size is to stay. */
        public int direction() {
            return Long.compare(wanted.orElse(current), current);
        }

        private boolean differs(Wish other, long least) {
            return direction() != other.direction()
                    || Math.abs(wanted.orElse(current) - other.wanted.orElse(current)) >= least;
        }
    }

    /**
     * A domain of which not all want the same.
     *
     * @param wishes what was wanted then, and what each policy wants
     */
    public record Difference(UUID id, String name, List<Wish> wishes) {
        public Difference {
            wishes = List.copyOf(wishes);
        }
    }

    /**
     * What a policy came to so far.
     *
     * @param cycles that it was shown
     * @param wishes domains of all these cycles
     * @param asRecorded of how many of them it wanted the same as was wanted then
     * @param takes of how many it wanted to take memory
     * @param gives to how many it wanted to give some
     * @param failures in how many cycles it failed; then it wants nothing
     * @param firstFailure how, the first time
     */
    public record Summary(
            String policy,
            int cycles,
            int wishes,
            int asRecorded,
            int takes,
            int gives,
            int failures,
            Optional<String> firstFailure) {}

    /** A summary while it grows. */
    private static final class Tally {
        private int cycles;
        private int wishes;
        private int asRecorded;
        private int takes;
        private int gives;
        private int failures;
        private Optional<String> firstFailure = Optional.empty();

        void failed(String how) {
            failures++;
            firstFailure = firstFailure.or(() -> Optional.of(how));
        }

        void count(Wish wish, boolean same) {
            wishes++;
            asRecorded += same ? 1 : 0;
            takes += wish.direction() < 0 ? 1 : 0;
            gives += wish.direction() > 0 ? 1 : 0;
        }

        Summary summary(String policy) {
            return new Summary(policy, cycles, wishes, asRecorded, takes, gives, failures, firstFailure);
        }
    }

    /**
     * Begins a replay.
     *
     * @param makers make the policies, by name, in the order in which they are shown
     * @param least how far apart two sizes in the same direction are at least for a difference, in bytes; at least 1
     * @throws PolicyLoadException where a policy cannot be made
     */
    public Replay(Map<String, Maker> makers, long least) throws PolicyLoadException {
        this.makers = new LinkedHashMap<>(makers);
        this.least = least;
        if (least < 1) {
            throw new IllegalArgumentException("no difference is less than a byte: " + least);
        }
        tallies.put(RECORDED, new Tally());
        makers.keySet().forEach(name -> tallies.put(name, new Tally()));
        restart();
    }

    /**
     * The daemon was started anew in the recording: all policies begin without memory of what was.
     *
     * @throws PolicyLoadException where a policy cannot be made
     */
    public void restart() throws PolicyLoadException {
        deciding = Optional.empty();
        for (Map.Entry<String, Maker> maker : makers.entrySet()) {
            policies.put(maker.getKey(), maker.getValue().make(PolicySettings.DEFAULTS));
        }
    }

    /**
     * Shows a cycle's view to all policies; where the cycle has none, nothing was decided in it.
     *
     * @throws PolicyLoadException where a policy that had settings then cannot be made with them
     */
    public List<Difference> next(CycleReport cycle) throws PolicyLoadException {
        if (cycle.view().isEmpty()) {
            return List.of();
        }
        follow(cycle.policy());
        HostView view = cycle.view().get();
        Map<String, Map<UUID, Answer>> answers = new LinkedHashMap<>();
        answers.put(RECORDED, recorded(cycle));
        policies.forEach((name, policy) -> answers.put(name, answers(name, policy, view)));
        tallies.values().forEach(tally -> tally.cycles++);
        List<Difference> differences = new ArrayList<>();
        for (DomainView domain : view.domains()) {
            List<Wish> wishes = new ArrayList<>();
            answers.forEach((name, answer) ->
                    wishes.add(answer.getOrDefault(domain.id(), Answer.NONE).wish(name, domain.current())));
            Wish then = wishes.get(0);
            wishes.forEach(wish -> tallies.get(wish.policy()).count(wish, !wish.differs(then, least)));
            if (wishes.stream().anyMatch(one -> wishes.stream().anyMatch(other -> one.differs(other, least)))) {
                differences.add(new Difference(domain.id(), domain.name(), wishes));
            }
        }
        return differences;
    }

    /** Where another policy decides than before, or with other settings, it began without memory; so does ours of that name. */
    private void follow(Optional<CycleReport.DecidingPolicy> now) throws PolicyLoadException {
        if (now.isEmpty() || now.equals(deciding)) {
            return;
        }
        deciding = now;
        Maker maker = makers.get(now.get().name());
        if (maker != null) {
            policies.put(
                    now.get().name(), maker.make(new PolicySettings(now.get().settings())));
        }
    }

    /** What each came to, {@link #RECORDED} first. */
    public List<Summary> summaries() {
        return tallies.entrySet().stream()
                .map(entry -> entry.getValue().summary(entry.getKey()))
                .toList();
    }

    /** A size and a reason, or only that. */
    private record Answer(OptionalLong bytes, String reason) {
        static final Answer NONE = new Answer(OptionalLong.empty(), "");

        Wish wish(String policy, long current) {
            return new Wish(policy, current, bytes, reason);
        }
    }

    private static Map<UUID, Answer> recorded(CycleReport cycle) {
        Map<UUID, Answer> answers = new HashMap<>();
        cycle.wishes().forEach(wish -> answers.putIfAbsent(wish.domain(), new Answer(wish.bytes(), wish.reason())));
        return answers;
    }

    private Map<UUID, Answer> answers(String name, Policy policy, HostView view) {
        Map<UUID, Answer> answers = new HashMap<>();
        try {
            Proposal proposal = policy.propose(view);
            proposal.notes().forEach((id, note) -> answers.put(id, new Answer(OptionalLong.empty(), note)));
            proposal.targets()
                    .forEach((id, target) ->
                            answers.put(id, new Answer(OptionalLong.of(target.bytes()), target.reason())));
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            tallies.get(name).failed(e.toString());
        }
        return answers;
    }
}
