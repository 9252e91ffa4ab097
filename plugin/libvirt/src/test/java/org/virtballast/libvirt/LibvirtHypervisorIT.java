/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.DomainSample.State;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;

/** With QEMU guests under the machine's libvirtd: a guest that runs through all tests, and some that come and go. */
@Timeout(300)
final class LibvirtHypervisorIT {
    private static final String LIVES = "lives";
    private static final long MAXIMUM = 256 * ByteSize.MIB;

    private static UUID lives;

    private final RecordedEvents events = new RecordedEvents();
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private LibvirtHypervisor hypervisor;

    @BeforeAll
    static void startGuest() {
        Testbed.start(LIVES, "--plain", "--near", "192", "--far", "64", "--metadata", "<ballast mode='observe'/>");
        Testbed.awaitBoot(LIVES);
        lives = Testbed.id(LIVES);
    }

    @AfterAll
    static void removeGuest() {
        Testbed.destroy(LIVES);
    }

    @BeforeEach
    void connect() {
        hypervisor = LibvirtHypervisor.connect(Testbed.URI, events, lost::add, HostTiers.single());
    }

    @AfterEach
    void close() {
        hypervisor.close();
    }

    @Test
    void guest_isDescribed() {
        DomainDescription described = hypervisor.describe(lives).orElseThrow();

        assertEquals(Testbed.domain(LIVES), described.name());
        assertEquals(MAXIMUM, described.maximum());
        assertEquals(FarTier.CELL, described.layout().farTier());
        assertEquals(Optional.empty(), described.unresizable());
        assertEquals(Optional.of(Mode.OBSERVE), described.settings().mode());
        assertTrue(hypervisor.running().stream().anyMatch(domain -> domain.id().equals(lives)));
    }

    @Test
    void statsPeriod_makesStatisticsMove() {
        hypervisor.setStatsPeriod(lives, Duration.ofSeconds(1));

        Testbed.until("the guest reports", () -> statistics().lastUpdate().isAfter(Instant.EPOCH));
        Instant first = statistics().lastUpdate();
        Testbed.until("it reports again", () -> statistics().lastUpdate().isAfter(first));
        BalloonStatistics reported = statistics();
        assertEquals(
                Duration.ofSeconds(1), hypervisor.describe(lives).orElseThrow().statsPeriod());
        assertTrue(reported.usable() > 0 && reported.usable() < reported.available(), reported::toString);
        assertTrue(reported.available() < MAXIMUM, reported::toString);
        assertEquals(0, reported.swapIn());
        assertTrue(reported.majorFaults() >= 0, reported::toString);
    }

    @Test
    void setMemory_movesCurrentDownAndUp() {
        Described.setMemory(hypervisor, lives, 160 * ByteSize.MIB);
        Testbed.until("the guest gave", () -> sample().current() == 160 * ByteSize.MIB);

        Described.setMemory(hypervisor, lives, MAXIMUM);
        Testbed.until("the guest got", () -> sample().current() == MAXIMUM);
        assertEquals(MAXIMUM, sample().maximum());
    }

    @Test
    void setMemoryAboveTheMaximum_isRefused() {
        HypervisorException refused =
                assertThrows(HypervisorException.class, () -> Described.setMemory(hypervisor, lives, 2 * MAXIMUM));

        assertEquals(Kind.REFUSED, refused.kind());
        assertTrue(
                refused.getMessage()
                        .startsWith("cannot set the memory of domain 'vbtest-libvirt-lives' to 512MiB: libvirt says: "),
                refused.getMessage());
    }

    @Test
    void metadata_isHeardAndReadAnew() {
        setMetadata("<ballast mode='auto' min='128MiB' weight='7'/>");
        Testbed.until("the change is heard", () -> events.heard().contains("changed " + lives));
        assertEquals(
                7, hypervisor.describe(lives).orElseThrow().settings().weight().orElseThrow());

        setMetadata("<ballast min='lots'/>");
        Testbed.until("both changes are heard", () -> events.heard().size() == 2);
        assertTrue(hypervisor
                .describe(lives)
                .orElseThrow()
                .settingsMistake()
                .orElseThrow()
                .contains("min='lots'"));
        setMetadata("<ballast mode='observe'/>");
    }

    @Test
    void pausedGuest_isSampledAsPaused() {
        Testbed.virsh("suspend", Testbed.domain(LIVES));
        assertEquals(State.PAUSED, sample().state());

        Testbed.virsh("resume", Testbed.domain(LIVES));
        assertEquals(State.RUNNING, sample().state());
        assertEquals(List.of(), events.heard());
    }

    @Test
    void guestThatStops_isGone() {
        Testbed.start("stops", "--plain", "--paused");
        UUID stops = Testbed.id("stops");
        try {
            Testbed.until("the start is heard", () -> events.heard().contains("started " + stops));
            assertEquals(
                    Set.of(lives, stops),
                    hypervisor.sample(Described.of(lives, stops)).keySet());

            Testbed.virsh("destroy", Testbed.domain("stops"));

            Testbed.until("the stop is heard", () -> events.heard().contains("stopped " + stops));
            assertIsGone(stops);
        } finally {
            Testbed.destroy("stops");
        }
        assertIsGone(stops);
    }

    @Test
    void guestThatIsSavedAndRestored_isTheSameDomain(@TempDir Path folder) {
        Testbed.start("sleeps", "--plain", "--near", "128");
        try {
            UUID sleeps = Testbed.id("sleeps");
            String file = folder.resolve("saved").toString();
            assertEquals(Set.of(sleeps), hypervisor.sample(Described.of(sleeps)).keySet());

            Testbed.virsh("save", Testbed.domain("sleeps"), file);
            assertIsGone(sleeps);
            Testbed.virsh("restore", file);

            assertEquals(
                    State.RUNNING,
                    hypervisor.sample(Described.of(sleeps)).get(sleeps).state());
            Testbed.until(
                    "all is heard in order",
                    () -> events.heard()
                            .equals(List.of("started " + sleeps, "stopped " + sleeps, "started " + sleeps)));
        } finally {
            Testbed.destroy("sleeps");
        }
    }

    @Test
    void manyRounds_leaveNoNativeMemoryBehind() throws IOException {
        long growth = Long.MAX_VALUE;
        // The JVM itself grows for a while. A leak goes on: one record a round would be 3 MiB, one XML text 7 MiB.
        for (int attempt = 0; attempt < 8 && growth > 1024; attempt++) {
            long before = residentKib();
            rounds(1500);
            growth = residentKib() - before;
        }

        assertTrue(growth <= 1024, "the last 1500 rounds grew resident memory by " + growth + " KiB");
    }

    @Test
    void guestWhoseQemuHangs_doesNotHideTheOthers() throws IOException {
        Testbed.start("hangs", "--plain", "--near", "128");
        try {
            UUID hangs = Testbed.id("hangs");
            Set<UUID> both = Set.of(lives, hangs);
            hypervisor.setStatsPeriod(lives, Duration.ofSeconds(1));
            Testbed.until("the guest reports", () -> statistics().lastUpdate().isAfter(Instant.EPOCH));
            assertEquals(both, hypervisor.sample(Described.of(both)).keySet());

            Testbed.signalQemu("hangs", "STOP");
            HypervisorException late =
                    assertThrows(HypervisorException.class, () -> hypervisor.sample(Described.of(both)));
            assertEquals(Kind.REFUSED, late.kind(), late.getMessage());
            Instant then = hypervisor
                    .sample(Described.of(both))
                    .get(lives)
                    .statistics()
                    .lastUpdate();
            Testbed.until(
                    "the other guest goes on reporting",
                    () -> hypervisor
                            .sample(Described.of(both))
                            .get(lives)
                            .statistics()
                            .lastUpdate()
                            .isAfter(then));

            Testbed.signalQemu("hangs", "CONT");
            assertEquals(both, hypervisor.sample(Described.of(both)).keySet());
        } finally {
            Testbed.signalQemu("hangs", "CONT");
            Testbed.destroy("hangs");
        }
    }

    @Test
    void closing_leavesNoDescriptorOpen() throws IOException {
        long before = openDescriptors();
        for (int round = 0; round < 20; round++) {
            try (LibvirtHypervisor another =
                    LibvirtHypervisor.connect(Testbed.URI, events, lost::add, HostTiers.single())) {
                assertEquals(1, another.sample(Described.of(lives)).size());
            }
        }

        Testbed.until("every descriptor is closed", () -> openDescriptors() <= before);
        assertEquals(List.of(), lost);
    }

    @Test
    @EnabledIfSystemProperty(named = "testbed.restart", matches = "true", disabledReason = "restarts libvirtd")
    void restartOfLibvirtd_isToldOnceAndANewConnectionWorks() throws IOException {
        assertEquals(1, hypervisor.sample(Described.of(lives)).size());

        Testbed.restartLibvirtd();

        Testbed.until("the loss is told", () -> !lost.isEmpty());
        assertEquals(List.of("the connection to libvirt at qemu:///system is lost (eof); open a new one"), lost);
        for (Runnable call : List.<Runnable>of(
                () -> hypervisor.sample(Described.of(lives)),
                () -> hypervisor.describe(lives),
                hypervisor::running,
                () -> Described.setMemory(hypervisor, lives, MAXIMUM))) {
            HypervisorException failure = assertThrows(HypervisorException.class, call::run);
            assertEquals(Kind.DISCONNECTED, failure.kind(), failure.getMessage());
        }
        hypervisor.close();
        connect();
        assertEquals(State.RUNNING, sample().state());
        assertFalse(hypervisor.running().isEmpty());
        assertEquals(1, lost.size());
    }

    private DomainSample sample() {
        return hypervisor.sample(Described.of(lives)).get(lives);
    }

    private BalloonStatistics statistics() {
        return sample().statistics();
    }

    private void assertIsGone(UUID id) {
        assertEquals(Set.of(lives), hypervisor.sample(Described.of(lives, id)).keySet());
        assertEquals(Optional.empty(), hypervisor.describe(id));
        HypervisorException gone =
                assertThrows(HypervisorException.class, () -> Described.setMemory(hypervisor, id, 32 * ByteSize.MIB));
        assertEquals(Kind.DOMAIN_GONE, gone.kind(), gone.getMessage());
    }

    private void rounds(int count) {
        for (int round = 0; round < count; round++) {
            assertEquals(1, hypervisor.sample(Described.of(lives)).size());
            assertTrue(hypervisor.describe(lives).isPresent());
        }
    }

    private static void setMetadata(String element) {
        Testbed.virsh(
                "metadata",
                Testbed.domain(LIVES),
                DomainXml.METADATA_URI,
                "--key",
                "ballast",
                "--live",
                "--set",
                element);
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    private static long openDescriptors() {
        String[] open = Path.of("/proc/self/fd").toFile().list();
        return open == null ? Long.MAX_VALUE : open.length;
    }
}
