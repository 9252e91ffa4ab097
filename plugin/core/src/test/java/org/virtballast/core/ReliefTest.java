/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.core.Observation.Stake;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HostMemory;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Target;

final class ReliefTest {
    private static final long MIB = ByteSize.MIB;

    private final BudgetLedger ledger = new BudgetLedger();
    private final List<ObservedDomain> domains = new ArrayList<>();
    private Optional<HostMemory> host = Optional.empty();
    private HostPressure pressure = HostPressure.HIGH;
    private long free;

    @Test
    void hostOnWhichAllIsWell_needsNothing() {
        add(unused(1, 500), Condition.NORMAL, 1000, 600);

        assertEquals(List.of(), targets());
    }

    @Test
    void whatIsOwed_isWantedBackByWeightThenByName() {
        add(needy(2, 100), Condition.NOT_RECLAIMABLE, 1300, 1000);
        add(needy(1, 100), Condition.DISTRESSED, 1300, 1000);
        add(needy(3, 200), Condition.DISTRESSED, 1300, 1000);
        add(needy(4, 100), Condition.NORMAL, 1300, 1000);
        free = 900 * MIB;

        assertEquals(List.of("3 to 1300", "1 to 1300", "2 to 1300"), targets());
    }

    @Test
    void debtThatIsNotWorthAResize_isNone() {
        add(needy(1, 100), Condition.DISTRESSED, 1003, 1000);
        add(needy(2, 100), Condition.DISTRESSED, 1004, 1000);
        free = 900 * MIB;

        assertEquals(List.of("2 to 1004"), targets());
    }

    @Test
    void guestThatIsGettingItsMemoryBack_isNotAskedAgain() {
        add(needy(1, 100, 1300), Condition.DISTRESSED, 1300, 1000);
        add(needy(2, 100, 1299), Condition.DISTRESSED, 1300, 1000);
        free = 900 * MIB;

        assertEquals(List.of("2 to 1300"), targets());
    }

    @Test
    void whatIsFree_isTakenFromNobody() {
        add(needy(1, 100), Condition.DISTRESSED, 1300, 1000);
        add(unused(2, 500), Condition.NORMAL, 1000, 1000);
        free = 300 * MIB;

        assertEquals(List.of("1 to 1300"), targets());
    }

    @Test
    void whatIsMissing_isTakenFromWhoLeavesMostUnusedFirst() {
        add(needy(1, 100), Condition.DISTRESSED, 1300, 1000);
        add(unused(2, 100), Condition.NORMAL, 1000, 1000);
        add(unused(3, 150), Condition.NORMAL, 1000, 1000);
        add(unused(4, 3), Condition.NORMAL, 1000, 1000);
        free = 100 * MIB;

        assertEquals(List.of("1 to 1300", "3 to 850", "2 to 950"), targets());
        assertEquals("it leaves 150MiB unused, and guest1 needs memory back", reason(3));
    }

    @Test
    void whatIsStillMissing_isTakenFromWhoGainedMostFirst() {
        add(needy(1, 100), Condition.DISTRESSED, 1300, 1000);
        add(unused(2, 100), Condition.NORMAL, 1000, 1000);
        add(needy(3, 100), Condition.NORMAL, 1000, 950);
        add(needy(4, 100), Condition.NORMAL, 1000, 880);
        add(needy(5, 100), Condition.NORMAL, 1000, 997);

        assertEquals(List.of("1 to 1300", "2 to 900", "4 to 880", "3 to 950"), targets());
        assertEquals("it had got 120MiB, and guest1 needs memory back", reason(4));
    }

    @Test
    void noMoreIsTakenFromWhoGained_thanIsMissing() {
        add(needy(1, 100), Condition.DISTRESSED, 1300, 1000);
        add(needy(2, 100), Condition.NORMAL, 1000, 500);
        add(needy(3, 100), Condition.NORMAL, 1000, 600);

        assertEquals(List.of("1 to 1300", "2 to 700"), targets());
    }

    @Test
    void budgetThatIsExceeded_hasToBeMadeUpForFirst() {
        add(needy(1, 100), Condition.DISTRESSED, 1100, 1000);
        add(unused(2, 500), Condition.NORMAL, 1000, 1000);
        free = -200 * MIB;

        assertEquals(List.of("1 to 1100", "2 to 700"), targets());
    }

    @Test
    void whatIsOnItsWay_isTakenFromNobodyElse() {
        add(needy(1, 100), Condition.DISTRESSED, 1300, 1000);
        add(needy(2, 100, 800), Condition.NORMAL, 1000, 1000);
        add(needy(3, 100, 1800), Condition.NORMAL, 1000, 1000);
        add(unused(4, 500), Condition.NORMAL, 1000, 1000);

        assertEquals(List.of("1 to 1300", "4 to 900"), targets());
    }

    @Test
    void takeThatIsTurnedRound_bringsNothing() {
        add(needy(1, 100, 800), Condition.DISTRESSED, 1300, 1000);
        add(unused(2, 500), Condition.NORMAL, 1000, 1000);

        assertEquals(List.of("1 to 1300", "2 to 700"), targets());
    }

    @Test
    void whatIsAccountedToADomainAlready_isTakenFromNobody() {
        add(needy(1, 100), Condition.NOT_RECLAIMABLE, 1300, 1000);
        add(needy(2, 100), Condition.DISTRESSED, 1100, 1000);
        add(unused(3, 500), Condition.NORMAL, 1000, 1000);
        ledger.confirm(domains.get(0).view().id(), 1000 * MIB, OptionalLong.empty());
        ledger.keep(domains.get(0).view().id(), 1400 * MIB);

        assertEquals(List.of("1 to 1300", "2 to 1100", "3 to 900"), targets());
    }

    @Test
    void nobody_isAskedWhoMayNotGiveOrIsBeingResized() {
        add(needy(1, 100), Condition.DISTRESSED, 1300, 1000);
        add(
                TestDomain.of(2, 1000)
                        .far(FarTier.SWAP)
                        .eligible(Eligibility.growOnly("it ran short a while ago"))
                        .view(),
                Condition.RECOVERING,
                1000,
                500);
        add(TestDomain.of(3, 1000).far(FarTier.SWAP).movingToMib(1100).view(), Condition.NORMAL, 1000, 500);

        assertEquals(List.of("1 to 1300"), targets());
    }

    @Test
    void takeThatIsNotWorthAResize_isNotMade() {
        add(needy(1, 100), Condition.DISTRESSED, 1300, 1000);
        add(unused(2, 500), Condition.NORMAL, 1000, 1000);
        free = 297 * MIB;
        assertEquals(List.of("1 to 1300"), targets());

        free = 296 * MIB;
        assertEquals(List.of("1 to 1300", "2 to 996"), targets());
    }

    @Test
    void hostAboutToRunOut_getsWhatIsUnusedUpToItsEase() {
        host = Optional.of(new HostMemory(10_000 * MIB, 100 * MIB, Optional.empty()));
        pressure = HostPressure.LOW;
        add(unused(1, 300), Condition.NORMAL, 1000, 500);
        add(unused(2, 400), Condition.NORMAL, 1000, 500);
        add(needy(3, 100), Condition.NORMAL, 1000, 500);
        free = 5_000 * MIB;

        assertEquals(List.of("2 to 600", "1 to 900"), targets(), "500 MiB are missing to 6 % of 10000");
        assertEquals("it leaves 400MiB unused, and the host is about to run out of near memory", reason(2));
    }

    @Test
    void hostThatIsOnlyShort_getsNothing() {
        host = Optional.of(new HostMemory(10_000 * MIB, 150 * MIB, Optional.empty()));
        pressure = HostPressure.HARD;
        add(unused(1, 300), Condition.NORMAL, 1000, 1000);

        assertEquals(List.of(), targets());
    }

    @Test
    void hostAboutToRunOutThatCannotBeRead_getsNothing() {
        pressure = HostPressure.LOW;
        add(unused(1, 300), Condition.NORMAL, 1000, 1000);

        assertEquals(List.of(), targets());
    }

    @Test
    void hostAboutToRunOut_getsNothingThatGuestsGained() {
        host = Optional.of(new HostMemory(10_000 * MIB, 100 * MIB, Optional.empty()));
        pressure = HostPressure.LOW;
        add(needy(1, 100), Condition.DISTRESSED, 1100, 1000);
        add(needy(2, 100), Condition.NORMAL, 1000, 500);

        assertEquals(List.of("1 to 1100", "2 to 900"), targets(), "only what the guest in distress needs");
    }

    private void add(DomainView view, Condition condition, long entitlementMib, long startMib) {
        ledger.confirm(view.id(), view.current(), OptionalLong.empty());
        domains.add(new ObservedDomain(
                view,
                FakeGuest.ofMib(1, view.name(), 1000, 4000).description(),
                DomainSample.State.RUNNING,
                Mode.AUTO,
                false,
                condition,
                new Stake(entitlementMib * MIB, startMib * MIB),
                Optional.empty(),
                Optional.empty(),
                -1,
                List.of()));
    }

    private List<String> targets() {
        return propose().stream()
                .map(entry -> entry.getKey().getLeastSignificantBits() + " to "
                        + entry.getValue().bytes() / MIB)
                .toList();
    }

    private String reason(int number) {
        return propose().stream()
                .filter(entry -> entry.getKey().getLeastSignificantBits() == number)
                .map(entry -> entry.getValue().reason())
                .findFirst()
                .orElseThrow();
    }

    private List<Map.Entry<UUID, Target>> propose() {
        HostView view = new HostView(
                Instant.EPOCH,
                Duration.ofSeconds(5),
                100_000 * MIB,
                free,
                pressure,
                domains.stream().map(ObservedDomain::view).toList());
        Observation seen = new Observation(view, Duration.ofHours(1), host, domains, List.of(), List.of());
        return List.copyOf(
                new Relief(Engine.LIMITS, ledger).propose(seen).targets().entrySet());
    }

    /** A guest of 1000 MiB that uses all but its headroom. */
    private static DomainView needy(int number, int weight) {
        return needy(number, weight, 1000);
    }

    private static DomainView needy(int number, int weight, long targetMib) {
        DomainView view = TestDomain.of(number, 1000)
                .far(FarTier.SWAP)
                .usableMib(100)
                .movingToMib(targetMib)
                .view();
        return new DomainView(
                view.id(),
                view.name(),
                view.bounds(),
                view.current(),
                view.target(),
                view.farTier(),
                view.lever(),
                view.far(),
                view.memory(),
                view.accesses(),
                view.hitRatio(),
                view.targetHitRatio(),
                weight,
                view.eligibility());
    }

    /** A guest of 1000 MiB that leaves so much unused beyond its headroom. */
    private static DomainView unused(int number, long mib) {
        return TestDomain.of(number, 1000)
                .far(FarTier.SWAP)
                .usableMib(100 + mib)
                .view();
    }
}
