/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtballast.core.policy.GuardedPolicy.PolicyFailure;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;
import org.virtballast.spi.LeverKind;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

final class GuardedPolicyTest {
    private static final UUID GUEST = new UUID(0, 1);
    private static final HostView HOST = new HostView(
            Instant.EPOCH,
            Duration.ZERO,
            1000,
            0,
            HostPressure.HIGH,
            List.of(new DomainView(
                    GUEST,
                    "web1",
                    new Bounds(1, 1000),
                    500,
                    500,
                    FarTier.CELL,
                    LeverKind.BALLOON,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    0.95,
                    100,
                    Eligibility.FULL)));
    private static final Proposal PLAIN = new Proposal(Map.of(GUEST, new Target(400, "less")), Map.of());
    private static final Proposal SUCCESSORS = new Proposal(Map.of(GUEST, new Target(600, "more")), Map.of());

    /** Long enough for any machine where an answer is awaited. */
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void goodAnswer_isPassedOn() {
        GuardedPolicy guarded = guard(host -> PLAIN, LONG);

        assertEquals(PLAIN, guarded.propose(HOST));
        assertEquals("wild", guarded.deciding());
        assertTrue(guarded.quarantine().isEmpty());
    }

    @Test
    void recalledViews_areShownInTheirOrder_andWhatIsAnsweredIsOfNoAccount() {
        List<Instant> shown = new ArrayList<>();
        GuardedPolicy guarded = guard(
                host -> {
                    shown.add(host.time());
                    return PLAIN;
                },
                LONG);

        assertTrue(guarded.recall(List.of(at(1), at(2), at(3)), LONG));
        assertTrue(guarded.recall(List.of(), LONG));

        assertEquals(List.of(at(1).time(), at(2).time(), at(3).time()), shown);
        assertTrue(guarded.quarantine().isEmpty());
    }

    @Test
    void policyThatFailsWhileItRecalls_isShownNoMore() {
        List<Instant> shown = new ArrayList<>();
        GuardedPolicy guarded = guard(
                host -> {
                    shown.add(host.time());
                    throw new IllegalStateException("a bug");
                },
                LONG);

        assertFalse(guarded.recall(List.of(at(1), at(2)), LONG));

        assertEquals(List.of(at(1).time()), shown);
        assertTrue(guarded.quarantine().isEmpty());
    }

    @Test
    void recall_endsWhereItTakesTooLong() {
        AtomicInteger calls = new AtomicInteger();
        GuardedPolicy guarded = guard(
                host -> {
                    calls.incrementAndGet();
                    return PLAIN;
                },
                LONG);

        assertFalse(guarded.recall(List.of(at(1), at(2)), Duration.ZERO));

        assertEquals(1, calls.get());
    }

    private static HostView at(long seconds) {
        return new HostView(
                Instant.EPOCH.plusSeconds(seconds),
                HOST.sinceLast(),
                HOST.budget(),
                HOST.freeBudget(),
                HOST.pressure(),
                HOST.domains());
    }

    private static List<Throwable> throwables() {
        return List.of(
                new IllegalStateException("a bug"),
                new StackOverflowError(),
                new OutOfMemoryError("not really"),
                new AbstractMethodError("propose"),
                new ExceptionInInitializerError("static"),
                new AssertionError("oops"),
                new ThreadDeath(),
                new Exception("checked"));
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void whateverItThrows_isOneSentenceAndAfterThreeOfThemItIsInQuarantine(Throwable thrown) {
        AtomicInteger calls = new AtomicInteger();
        GuardedPolicy guarded = guard(
                host -> {
                    calls.incrementAndGet();
                    throw GuardedPolicyTest.<RuntimeException>sneaky(thrown);
                },
                LONG);
        for (int strike = 0; strike < 3; strike++) {
            PolicyFailure failure = assertThrows(PolicyFailure.class, () -> guarded.propose(HOST));
            assertTrue(failure.getMessage().startsWith("The policy 'wild' failed: "), failure.getMessage());
            assertTrue(
                    failure.getMessage().endsWith(": " + thrown.getClass().getName())
                            || failure.getMessage().endsWith(thrown.getMessage()),
                    failure.getMessage());
        }

        assertEquals(SUCCESSORS, guarded.propose(HOST));
        assertEquals(3, calls.get());
        assertEquals("hit-ratio", guarded.deciding());
        assertTrue(guarded.quarantine().orElseThrow().startsWith("it failed 3 times in a row, the last time since "));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void failuresThatAreNotInARow_areForgiven() {
        AtomicInteger calls = new AtomicInteger();
        GuardedPolicy guarded = guard(
                host -> {
                    if (calls.incrementAndGet() % 3 != 0) {
                        throw new IllegalStateException("two of three");
                    }
                    return PLAIN;
                },
                LONG);
        int failures = 0;
        for (int cycle = 0; cycle < 30; cycle++) {
            try {
                assertEquals(PLAIN, guarded.propose(HOST));
            } catch (PolicyFailure e) {
                failures++;
            }
        }

        assertEquals(20, failures);
        assertTrue(guarded.quarantine().isEmpty());
    }

    @Test
    void policyThatDoesNotComeBack_isNotWaitedForAndNotCalledAgain() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        AtomicBoolean end = new AtomicBoolean();
        GuardedPolicy guarded = guard(
                host -> {
                    calls.incrementAndGet();
                    // Deaf to interrupts, as a loop is.
                    while (!end.get()) {
                        Thread.onSpinWait();
                    }
                    never.countDown();
                    return PLAIN;
                },
                SHORT);

        List<String> said = new ArrayList<>();
        for (int strike = 0; strike < 3; strike++) {
            said.add(assertThrows(PolicyFailure.class, () -> guarded.propose(HOST))
                    .getMessage());
        }

        assertEquals(
                List.of(
                        "The policy 'wild' failed: it did not answer within 50 ms",
                        "The policy 'wild' failed: it has not come back from an earlier call",
                        "The policy 'wild' failed: it has not come back from an earlier call"),
                said);
        assertEquals(SUCCESSORS, guarded.propose(HOST));
        assertEquals(1, calls.get());
        end.set(true);
    }

    @Test
    void nothingAsAnAnswer_isAFailure() {
        PolicyFailure failure = assertThrows(
                PolicyFailure.class, () -> guard(host -> null, LONG).propose(HOST));

        assertEquals("The policy 'wild' failed: it answered nothing", failure.getMessage());
    }

    @Test
    void whatMakesNoSense_isDroppedItemByItem() {
        Map<UUID, Target> targets = new LinkedHashMap<>();
        targets.put(null, new Target(1, "nobody"));
        targets.put(GUEST, new Target(400, "less\n\u001b[2Jand " + "more".repeat(1000)));
        for (int stranger = 0; stranger < 1000; stranger++) {
            targets.put(new UUID(1, stranger), new Target(1, "stranger"));
        }
        Map<UUID, String> notes = new HashMap<>(Map.of(new UUID(1, 1), "stranger", GUEST, "a\tnote"));

        Proposal proposal = guard(host -> new Proposal(targets, notes), LONG).propose(HOST);

        assertEquals(21, proposal.targets().size(), "a few strangers, to be refused by name");
        String reason = proposal.targets().get(GUEST).reason();
        assertTrue(reason.startsWith("less  [2Jand more"), reason);
        assertEquals(Sentences.MOST_CHARACTERS + 1, reason.length());
        assertEquals(Map.of(GUEST, "a note"), proposal.notes());
    }

    @Test
    void quarantineWithoutASuccessor_keepsAll() {
        GuardedPolicy guarded = new GuardedPolicy(
                loaded("wild", () -> host -> {
                    throw new IllegalStateException("a bug");
                }),
                Optional.empty(),
                LONG);
        for (int strike = 0; strike < 3; strike++) {
            assertThrows(PolicyFailure.class, () -> guarded.propose(HOST));
        }

        Proposal proposal = guarded.propose(HOST);

        assertTrue(proposal.targets().isEmpty());
        assertEquals(Map.of(GUEST, "the policy 'wild' is in quarantine, and no other one decides"), proposal.notes());
        assertEquals("none", guarded.deciding());
    }

    @Test
    void quarantineWithoutASuccessor_endsWhereThePolicyDoesBetterLater() {
        AtomicBoolean overloaded = new AtomicBoolean(true);
        GuardedPolicy guarded = new GuardedPolicy(
                loaded("hit-ratio", () -> host -> {
                    if (overloaded.get()) {
                        throw new IllegalStateException("overloaded");
                    }
                    return PLAIN;
                }),
                Optional.empty(),
                LONG);
        for (int strike = 0; strike < 3; strike++) {
            assertThrows(PolicyFailure.class, () -> guarded.propose(HOST));
        }
        HostView early = after(GuardedPolicy.RETRY.minusSeconds(1));
        HostView late = after(GuardedPolicy.RETRY);

        assertTrue(guarded.propose(early).targets().isEmpty());
        assertThrows(PolicyFailure.class, () -> guarded.propose(late), "tried again, and no better");
        assertTrue(guarded.propose(early).targets().isEmpty(), "so it waits again");
        overloaded.set(false);

        assertEquals(PLAIN, guarded.propose(after(Duration.ofSeconds(1))));
        assertTrue(guarded.quarantine().isEmpty());
        assertEquals("hit-ratio", guarded.deciding());
    }

    /** So long after the view before; the time of day was set back meanwhile, which is of no account. */
    private static HostView after(Duration sinceLast) {
        return new HostView(
                HOST.time().minus(Duration.ofDays(1)), sinceLast, HOST.budget(), 0, HOST.pressure(), HOST.domains());
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void answerThatHoldsWhatItsTypesDeny_isAFailureOfThePolicy() {
        GuardedPolicy guarded = guard(host -> new Proposal(Map.of(), (Map) Map.of("web1", 7)), LONG);

        for (int strike = 0; strike < 3; strike++) {
            assertThrows(PolicyFailure.class, () -> guarded.propose(HOST));
        }

        assertTrue(guarded.quarantine().isPresent());
    }

    @Test
    void messageThatThrowsItself_isNotAskedForTwice() {
        GuardedPolicy guarded = guard(
                host -> {
                    throw new RuntimeException() {
                        private static final long serialVersionUID = 1L;

                        @Override
                        public String getMessage() {
                            throw new IllegalStateException("again");
                        }
                    };
                },
                LONG);

        String said =
                assertThrows(PolicyFailure.class, () -> guarded.propose(HOST)).getMessage();

        assertTrue(said.startsWith("The policy 'wild' failed: org.virtballast.core.policy.GuardedPolicyTest"), said);
        assertFalse(said.contains("again"));
    }

    private static GuardedPolicy guard(Policy policy, Duration deadline) {
        return new GuardedPolicy(
                loaded("wild", () -> policy), Optional.of(loaded("hit-ratio", () -> host -> SUCCESSORS)), deadline);
    }

    private static LoadedPolicy loaded(String name, Supplier<Policy> policy) {
        return new LoadedPolicy(name, Path.of("/" + name + ".jar"), "digest", PolicySettings.DEFAULTS, policy.get());
    }
}
