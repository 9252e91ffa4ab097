/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSettings;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.LeverKind;

final class DomainRegistryTest {
    private final DomainRegistry registry = new DomainRegistry();
    private final FakeGuest web = new FakeGuest(2, "web1", 1000, 4000);
    private final FakeGuest db = new FakeGuest(1, "db1", 1000, 4000);

    @Test
    void domains_areListedByName() {
        assertTrue(registry.register(web.description()));
        assertTrue(registry.register(db.description()));

        assertEquals(List.of(db.description(), web.description()), registry.domains());
    }

    @Test
    void domainsOfOneName_areListedByIdentity() {
        FakeGuest twin = new FakeGuest(1, "web1", 1000, 4000);
        registry.register(web.description());
        registry.register(twin.description());

        assertEquals(List.of(twin.description(), web.description()), registry.domains());
    }

    @Test
    void domainThatIsRegisteredAgain_isReplaced() {
        registry.register(web.description());
        web.mode(Mode.OFF);

        assertFalse(registry.register(web.description()));

        assertEquals(List.of(web.description()), registry.domains());
    }

    @Test
    void mistake_leavesTheOldSettingsInForce() {
        DomainSettings old = web.bounds(500, 2000).settings;
        registry.register(web.description());
        web.settings = DomainSettings.NONE;
        web.settingsMistake = Optional.of("'weigth' is no setting.");

        registry.register(web.description());

        DomainDescription known = registry.domains().get(0);
        assertEquals(old, known.settings());
        assertEquals(Optional.of("'weigth' is no setting."), known.settingsMistake());

        web.settingsMistake = Optional.empty();
        registry.register(web.description());
        assertEquals(DomainSettings.NONE, registry.domains().get(0).settings());
    }

    @Test
    void mistakeInAnotherRun_leavesTheOldSettingsButNotTheOldMemoryInForce() {
        DomainSettings old = web.bounds(500, 2000).settings;
        web.lever = LeverKind.NEAR;
        registry.register(web.description());
        FakeGuest again = new FakeGuest(2, "web1", 1000, 3000);
        again.run = web.run + 1;
        again.settingsMistake = Optional.of("'weigth' is no setting.");

        registry.register(again.description());

        DomainDescription known = registry.domains().get(0);
        assertEquals(old, known.settings());
        assertEquals(3000, known.maximum());
        assertEquals(LeverKind.BALLOON, known.layout().lever());
    }

    @Test
    void domainWhoseSizesAreOfOtherMemory_countsAsStopped() {
        registry.register(web.description());
        registry.register(web.description());
        assertEquals(Set.of(), registry.stoppedSinceLastAsked());

        web.lever = LeverKind.NEAR;
        registry.register(web.description());
        assertEquals(Set.of(web.id), registry.stoppedSinceLastAsked());

        web.nearCells = List.of(0, 1);
        registry.register(web.description());
        assertEquals(Set.of(web.id), registry.stoppedSinceLastAsked());
    }

    @Test
    void mistakeOfANewDomain_leavesWhatWasDescribed() {
        web.settingsMistake = Optional.of("'weigth' is no setting.");
        registry.register(web.description());

        assertEquals(DomainSettings.NONE, registry.domains().get(0).settings());
    }

    @Test
    void forgottenDomain_isNoLongerListed() {
        registry.register(web.description());

        assertEquals(Optional.of(web.description()), registry.forget(web.id));
        assertEquals(Optional.empty(), registry.forget(web.id));
        assertEquals(List.of(), registry.domains());
    }

    @Test
    void domainFoundGone_isForgotten() {
        registry.register(web.description());

        registry.forgetGone(registry.domain(web.id).orElseThrow());

        assertEquals(List.of(), registry.domains());
        assertEquals(Optional.empty(), registry.domain(web.id));
        assertEquals(Set.of(web.id), registry.stoppedSinceLastAsked(), "nothing of this run is kept for the next");
    }

    @Test
    void domainThatStartedAgainMeanwhile_isNotForgotten() {
        registry.register(web.description());
        DomainDescription listed = registry.domains().get(0);
        registry.forget(web.id);
        registry.register(web.description());

        registry.forgetGone(listed);

        assertEquals(List.of(web.description()), registry.domains());
    }

    @Test
    void domainsFoundAtConnect_areTheOnlyOnes() {
        registry.register(web.description());
        FakeGuest other = new FakeGuest(3, "other", 1000, 4000);

        registry.replaceAll(List.of(db.description(), other.description()));

        assertEquals(List.of(db.description(), other.description()), registry.domains());
    }

    @Test
    void statsPeriod_isNotedForKnownDomains() {
        registry.register(web.description());

        registry.statsPeriodSet(web.id, Duration.ofSeconds(9));
        registry.statsPeriodSet(new UUID(7, 7), Duration.ofSeconds(9));

        assertEquals(
                Duration.ofSeconds(9),
                registry.domains().stream()
                        .map(DomainDescription::statsPeriod)
                        .reduce((first, second) -> first)
                        .orElseThrow());
        assertEquals(1, registry.domains().size());
    }

    @Test
    void domainThatWasStartedAgainUnheard_belongsToAnotherRun() {
        registry.register(web.description());
        registry.register(web.description());
        assertEquals(Set.of(), registry.stoppedSinceLastAsked());

        web.run++;
        registry.register(web.description());

        assertEquals(Set.of(web.id), registry.stoppedSinceLastAsked());
        assertEquals(Set.of(), registry.stoppedSinceLastAsked());
        assertEquals(List.of(web.description()), registry.domains());
    }

    @Test
    void domainThatStoppedUnheard_isStoppedOnceWeAreConnectedAgain() {
        registry.register(web.description());
        registry.register(db.description());
        registry.replaceAll(List.of(db.description()));
        registry.register(web.description());

        assertEquals(Set.of(web.id), registry.stoppedSinceLastAsked(), "it may be another run");
    }

    @Test
    void reset_isToldOnceAndOnlyOfKnownDomains() {
        registry.register(web.description());
        registry.rebooted(web.id);
        registry.rebooted(db.id);

        assertEquals(Set.of(web.id), registry.rebootedSinceLastAsked());
        assertEquals(Set.of(), registry.rebootedSinceLastAsked());
    }
}
