/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.virtballast.core.policy.BoundedCall.Outcome;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/**
 * Keeps a policy's mistakes to itself: it is called on a thread of its own, waited for no longer than it may take, and whatever
 * it throws is one sentence; of what it answers, what makes no sense is dropped item by item. After three calls in a row that
 * failed it is in quarantine: it is not called again, and another policy decides; where there is none, it is tried again after
 * a while.
 */
public final class GuardedPolicy implements Policy {
    private static final System.Logger LOG = System.getLogger(GuardedPolicy.class.getName());

    /** Calls in a row that may fail. */
    static final int STRIKES = 3;

    /** Where no other policy decides, the one in quarantine is tried again: a host that was overloaded may be so no more. */
    static final Duration RETRY = Duration.ofMinutes(5);

    /** More proposals for domains that there are not are one mistake, not many. */
    private static final int MOST_STRANGERS = 20;

    private final LoadedPolicy loaded;
    private final Optional<LoadedPolicy> successor;
    private final Duration deadline;
    private Optional<FutureTask<Proposal>> running = Optional.empty();
    private int strikes;

    /** As the cycles count it: the time of day may be set. */
    private Duration sinceStrike = Duration.ZERO;

    private volatile Optional<String> quarantine = Optional.empty();

    /** A call failed; the message says how, without a full stop. */
    public static final class PolicyFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PolicyFailure(String message) {
            super(message);
        }
    }

    /**
     * Guards a policy.
     *
     * @param successor the policy that decides once this one is in quarantine; where there is none, nothing is proposed for a
     *     while
     * @param deadline how long a call may take; above zero
     */
    public GuardedPolicy(LoadedPolicy loaded, Optional<LoadedPolicy> successor, Duration deadline) {
        this.loaded = Objects.requireNonNull(loaded, "loaded");
        this.successor = Objects.requireNonNull(successor, "successor");
        this.deadline = Objects.requireNonNull(deadline, "deadline");
    }

    /**
     * Asks the policy, or the one that decides in its place.
     *
     * @throws PolicyFailure where the call fails; nothing is proposed then
     */
    @Override
    public Proposal propose(HostView host) {
        if (quarantine.isPresent() && successor.isPresent()) {
            // It came with the daemon, and is trusted to come back.
            return successor.get().policy().propose(host);
        }
        sinceStrike = sinceStrike.plus(host.sinceLast());
        if (quarantine.isPresent() && sinceStrike.compareTo(RETRY) < 0) {
            return keepAll(host);
        }
        try {
            Proposal answer = answer(host);
            strikes = 0;
            if (quarantine.isPresent()) {
                LOG.log(Level.INFO, "The policy ''{0}'' decides again.", loaded.name());
                quarantine = Optional.empty();
            }
            return answer;
        } catch (BoundedCall.FailedException e) {
            strike(e.getMessage());
            throw new PolicyFailure("The policy '" + loaded.name() + "' failed: " + e.getMessage());
        }
    }

    /**
     * Shows the policy, before it decides for the first time, what it was shown in an earlier run of the daemon: a policy is a
     * function of what it was shown, so it then knows what it knew. What it answers is of no account.
     *
     * @param most how long that may take
     * @return whether it has seen all; else it knows only a part, and one that is new should decide in its place
     */
    public boolean recall(List<HostView> views, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        for (HostView view : views) {
            try {
                Proposal unused = answer(view);
            } catch (BoundedCall.FailedException e) {
                return false;
            }
            if (System.nanoTime() - end >= 0) {
                return false;
            }
        }
        return true;
    }

    /** The policy that is guarded. */
    public LoadedPolicy loaded() {
        return loaded;
    }

    /** The policy that decides now; empty where none does. */
    public Optional<LoadedPolicy> inCharge() {
        return quarantine.isEmpty() ? Optional.of(loaded) : successor;
    }

    /** The name of the policy that decides now; {@code none} where none does. */
    public String deciding() {
        return inCharge().map(LoadedPolicy::name).orElse("none");
    }

    /** Why the policy is in quarantine, without a full stop; empty while it is not. Safe to call from any thread. */
    public Optional<String> quarantine() {
        return quarantine;
    }

    private Proposal answer(HostView host) throws BoundedCall.FailedException {
        if (running.isPresent() && !running.get().isDone()) {
            throw new BoundedCall.FailedException("it has not come back from an earlier call");
        }
        // A policy is called from one thread at a time: one that is cancelled may still run, and is then not called.
        Task task = new Task(loaded.policy(), host);
        running = Optional.of(task.ended);
        FutureTask<Outcome<Proposal>> call = BoundedCall.start("policy " + loaded.name(), task::run);
        Proposal answer = BoundedCall.await(call, deadline);
        if (answer == null) {
            throw new BoundedCall.FailedException("it answered nothing");
        }
        return answer;
    }

    /** A call, and a mark that it has really ended, which a cancelled future does not tell. */
    private static final class Task {
        private final Policy policy;
        private final HostView host;
        private final FutureTask<Proposal> ended = new FutureTask<>(() -> Proposal.NOTHING);

        Task(Policy policy, HostView host) {
            this.policy = policy;
            this.host = host;
        }

        Proposal run() {
            try {
                Proposal answer = policy.propose(host);
                // Here, since keys of the answer are code of the policy as well, and may not be what their types say.
                return answer == null ? null : sensible(answer, host);
            } finally {
                ended.run();
            }
        }
    }

    private void strike(String how) {
        strikes++;
        sinceStrike = Duration.ZERO;
        if (strikes >= STRIKES) {
            quarantine = Optional.of("it failed " + STRIKES + " times in a row, the last time since " + how);
            LOG.log(
                    Level.ERROR,
                    "The policy ''{0}'' of {1} is in quarantine: {2}; {3}.",
                    loaded.name(),
                    loaded.jar(),
                    quarantine.get(),
                    successor
                            .map(policy -> "'" + policy.name() + "' decides in its place")
                            .orElse("nothing is proposed for " + RETRY.toMinutes() + " min, then it is tried again"));
        }
    }

    private Proposal keepAll(HostView host) {
        Map<UUID, String> notes = new HashMap<>();
        for (DomainView view : host.domains()) {
            notes.put(view.id(), "the policy '" + loaded.name() + "' is in quarantine, and no other one decides");
        }
        return new Proposal(Map.of(), notes);
    }

    /** What of an answer makes sense: targets of domains that there are, a few of others to be refused, and tame words. */
    private static Proposal sensible(Proposal answer, HostView host) {
        Set<UUID> known = new HashSet<>();
        host.domains().forEach(view -> known.add(view.id()));
        Map<UUID, Target> targets = new LinkedHashMap<>();
        int strangers = 0;
        for (Map.Entry<UUID, Target> entry : answer.targets().entrySet()) {
            if (entry.getKey() == null) {
                continue;
            }
            if (!known.contains(entry.getKey()) && ++strangers > MOST_STRANGERS) {
                continue;
            }
            targets.put(entry.getKey(), tame(entry.getValue()));
        }
        Map<UUID, String> notes = new HashMap<>();
        answer.notes().forEach((id, note) -> {
            if (known.contains(id)) {
                notes.put(id, Sentences.isTame(note) ? note : Sentences.tame(note));
            }
        });
        return new Proposal(targets, notes);
    }

    private static Target tame(Target target) {
        return Sentences.isTame(target.reason()) ? target : new Target(target.bytes(), Sentences.tame(target.reason()));
    }
}
