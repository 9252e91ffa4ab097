/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.DomainSample.State;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

@Timeout(60)
final class LibvirtHypervisorTest {
    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(-2, 2);

    private final FakeLibvirt libvirt = new FakeLibvirt();
    private final LibvirtHypervisor hypervisor = hypervisor(Duration.ofSeconds(30));

    @Test
    void running_describesActiveDomainsOnly() {
        libvirt.add(A);
        libvirt.add(B).state = 5;

        assertEquals(
                List.of("web1"),
                hypervisor.running().stream().map(DomainDescription::name).toList());
        assertEquals(0, libvirt.pointersOut());
    }

    @Test
    void running_leavesOutDomainThatStoppedMeanwhile() {
        libvirt.add(A);
        libvirt.add(B).xml = Xml.plain().replace("web1", "web2");
        libvirt.failOnce("virDomainGetXMLDesc", FakeLibvirt.NO_DOMAIN);

        assertEquals(
                List.of("web2"),
                hypervisor.running().stream().map(DomainDescription::name).toList());
        assertEquals(0, libvirt.pointersOut());
    }

    @Test
    void domainWhoseXmlCannotBeRead_isLeftAloneAndDoesNotHideTheOthers() {
        libvirt.add(A);
        libvirt.add(B).xml = "<domain/>";
        libvirt.domains.get(B).name = "odd";

        List<DomainDescription> running = hypervisor.running();

        assertEquals(2, running.size());
        DomainDescription odd = hypervisor.describe(B).orElseThrow();
        assertTrue(running.contains(odd));
        assertEquals("odd", odd.name());
        assertEquals(FakeLibvirt.MAX_MEMORY_KIB * ByteSize.KIB, odd.maximum());
        assertEquals(Optional.of("its XML cannot be read: the domain XML has no <name>"), odd.unresizable());
        assertEquals(0, libvirt.pointersOut());
    }

    @Test
    void running_freesEverythingWhereItFails() {
        libvirt.add(A);
        libvirt.add(B).xml = "<domain/>";
        libvirt.failOnce("virDomainGetMaxMemory", Failures.VIR_ERR_OPERATION_INVALID);

        assertThrows(HypervisorException.class, hypervisor::running);

        assertEquals(0, libvirt.pointersOut());
    }

    @Test
    void running_isRefusedWithTheReason() {
        libvirt.failOnce("virConnectListAllDomains", Failures.VIR_ERR_ACCESS_DENIED);

        assertEquals(
                "cannot list the running domains: libvirt says: it said no; allow this user to manage domains in libvirt",
                assertThrows(HypervisorException.class, hypervisor::running).getMessage());
    }

    @Test
    void describe_tellsARunningDomain() {
        libvirt.add(A);

        DomainDescription described = hypervisor.describe(A).orElseThrow();

        assertEquals(4 * ByteSize.GIB, described.maximum());
        assertEquals(FarTier.SWAP, described.layout().farTier());
        assertEquals(0, libvirt.pointersOut());
    }

    @Test
    void describedDomain_isNotReadAgainForItsSample() {
        libvirt.add(Xml.ID).xml = Xml.withNearDevice(65536, 65536);
        DomainDescription described = hypervisor.describe(Xml.ID).orElseThrow();

        assertEquals(
                (192 + 64) * ByteSize.MIB,
                hypervisor.sample(List.of(described)).get(Xml.ID).current());
        assertEquals(1, Collections.frequency(libvirt.calls, "virDomainGetXMLDesc"));
    }

    @Test
    void describe_isEmptyForDomainThatDoesNotRun() {
        libvirt.add(A).state = 5;

        assertEquals(Optional.empty(), hypervisor.describe(A));
        assertEquals(Optional.empty(), hypervisor.describe(B));
        assertEquals(0, libvirt.pointersOut());
    }

    @Test
    void sample_asksOnceForAllAndReadsEachOnce() {
        libvirt.add(A).kib = 2048;
        libvirt.add(B).state = 3;
        for (int round = 0; round < 10; round++) {
            assertEquals(
                    2 * ByteSize.MIB,
                    hypervisor.sample(Described.of(A, B)).get(A).current());
        }

        assertEquals(State.PAUSED, hypervisor.sample(Described.of(A, B)).get(B).state());
        // Once to be asked about in each call, once for the XML: without memory devices nothing of that changes.
        assertEquals(4, Collections.frequency(libvirt.calls, "virDomainLookupByUUID"));
        assertEquals(2, Collections.frequency(libvirt.calls, "virDomainGetXMLDesc"));
        assertEquals(11, Collections.frequency(libvirt.calls, "virDomainListGetStats"));
    }

    @Test
    void sample_ofNothingAsksNothing() {
        assertTrue(hypervisor.sample(Described.of()).isEmpty());
        assertTrue(hypervisor.sample(Described.of(A)).isEmpty());
        assertFalse(libvirt.calls.contains("virDomainListGetStats"));
    }

    @Test
    void sample_leavesOutDomainsThatAreGoneOrOff() {
        libvirt.add(A);
        libvirt.add(B);
        hypervisor.sample(Described.of(A, B));
        libvirt.domains.remove(A);
        libvirt.domains.get(B).state = 5;

        assertTrue(hypervisor.sample(Described.of(A, B)).isEmpty());
    }

    @Test
    void sample_triesOnceMoreWhereADriverDoesNotSkipTheDead() {
        libvirt.skipsMissing = false;
        libvirt.add(A);
        libvirt.add(B);
        hypervisor.sample(Described.of(A, B));
        libvirt.domains.remove(A);

        assertEquals(Set.of(B), hypervisor.sample(Described.of(A, B)).keySet());
        assertEquals(1, libvirt.pointersOut());
    }

    @Test
    void sample_failsWhereItFailsAgain() {
        libvirt.add(A);
        libvirt.failOnce("virDomainListGetStats", FakeLibvirt.NO_DOMAIN);
        libvirt.failOnce("virDomainListGetStats", Failures.VIR_ERR_SYSTEM_ERROR);

        assertEquals(
                "cannot read the statistics of 1 domains: libvirt says: it said no",
                assertThrows(HypervisorException.class, () -> hypervisor.sample(Described.of(A)))
                        .getMessage());
        assertEquals(0, libvirt.recordListsOut());
    }

    @Test
    void sample_ofLostConnectionIsDisconnected() {
        libvirt.add(A);
        libvirt.alive = false;
        libvirt.failOnce("virDomainLookupByUUID", Failures.VIR_ERR_SYSTEM_ERROR);

        HypervisorException lost = assertThrows(HypervisorException.class, () -> hypervisor.sample(Described.of(A)));

        assertEquals(Kind.DISCONNECTED, lost.kind());
        assertEquals(
                "cannot look up domain " + A
                        + ": libvirt says: it said no; the connection is lost and a new one is needed",
                lost.getMessage());
    }

    @Test
    void manyRounds_leaveNothingBehind() {
        List<UUID> all =
                Stream.iterate(1, i -> i + 1).limit(20).map(i -> new UUID(7, i)).toList();
        all.forEach(libvirt::add);
        for (int round = 0; round < 1000; round++) {
            List<UUID> asked = all.subList(round % 10, 10 + round % 10);
            assertEquals(10, hypervisor.sample(Described.of(asked)).size());
            assertEquals(10, libvirt.pointersOut());
            assertEquals(0, libvirt.recordListsOut());
        }

        hypervisor.sample(Described.of());
        assertEquals(0, libvirt.pointersOut());
    }

    @Test
    void nearSample_isThatOfTheDomainsOwnEventsAndRequests() {
        libvirt.add(Xml.ID).xml = Xml.withNearDevice(262_144, 262_144);
        DomainDescription domain = hypervisor.describe(Xml.ID).orElseThrow();
        assertEquals(448 * ByteSize.MIB, near(domain));

        libvirt.domains.get(Xml.ID).xml = Xml.withNearDevice(524_288, 524_288);
        ((NativeLibvirt.MemoryDeviceSizeCallback) libvirt.subscribed.get(26))
                .invoke(libvirt.pointer(), libvirt.passing(Xml.ID), null, 524_288, null);
        assertEquals(704 * ByteSize.MIB, near(domain));

        libvirt.domains.get(Xml.ID).onUpdate =
                update -> libvirt.domains.get(Xml.ID).xml = Xml.withNearDevice(65_536, 65_536);
        hypervisor.lever(LeverKind.NEAR).resize(domain, 256 * ByteSize.MIB);
        assertEquals(256 * ByteSize.MIB, near(domain));
    }

    /** libvirt's own figure counts all nodes, and the budget is of the near ones. */
    @Test
    void residentOfAHostWithTwoTiers_isWhatLiesOnTheNearNodes(@TempDir Path root) throws IOException {
        FakeProcess.of(root, "web1", Xml.ID)
                .area(FakeProcess.CELL_0, 192, "rw-p", "bind:0 anon=300 dirty=300 N0=100 N1=200");
        libvirt.add(Xml.ID);
        HostTiers two = new HostTiers(new TreeSet<>(Set.of(0)), new TreeSet<>(Set.of(1)), "told");
        LibvirtHypervisor tiered = new LibvirtHypervisor(
                libvirt, libvirt, new RecordedEvents(), callback -> {}, two, Duration.ofSeconds(30), root);

        assertEquals(
                OptionalLong.of(100 * 4096),
                tiered.sample(List.of(Xml.parse(Xml.plain()))).get(Xml.ID).resident());
        assertEquals(
                100 * 4096,
                tiered.nearResidence(Xml.parse(Xml.plain())).orElseThrow().resident());
    }

    @Test
    void residentOfANearDomain_isNoMoreThanItsNearMemory(@TempDir Path root) throws IOException {
        FakeProcess.of(root, "web1", Xml.ID).area(FakeProcess.CELL_0, 192, "rw-p", "bind:0 anon=60000 N0=60000");
        libvirt.add(Xml.ID).xml = Xml.withNearDevice(0, 0);
        HostTiers two = new HostTiers(new TreeSet<>(Set.of(0)), new TreeSet<>(Set.of(1)), "told");
        LibvirtHypervisor tiered = new LibvirtHypervisor(
                libvirt, libvirt, new RecordedEvents(), callback -> {}, two, Duration.ofSeconds(30), root);

        assertEquals(
                OptionalLong.of(192 * ByteSize.MIB),
                tiered.sample(List.of(Xml.parse(Xml.withNearDevice(0, 0))))
                        .get(Xml.ID)
                        .resident());
    }

    @Test
    void setMemory_asksForWholeKib() {
        libvirt.add(A);

        Described.setMemory(hypervisor, A, 512 * ByteSize.MIB + 1023);

        assertEquals(512 * 1024, libvirt.domains.get(A).kib);
        assertEquals(0, libvirt.pointersOut());
    }

    @Test
    void setMemory_namesDomainAndSizeWhereRefused() {
        libvirt.add(A);
        libvirt.failOnce("virDomainSetMemoryFlags", 8);

        HypervisorException refused =
                assertThrows(HypervisorException.class, () -> Described.setMemory(hypervisor, A, 512 * ByteSize.MIB));

        assertEquals(Kind.REFUSED, refused.kind());
        assertEquals(
                "cannot set the memory of domain 'web1' to 512MiB: libvirt says: it said no", refused.getMessage());
        assertEquals(0, libvirt.pointersOut());
    }

    @Test
    void change_ofDomainThatStoppedIsGone() {
        libvirt.add(A).state = 5;
        libvirt.failOnce("virDomainSetMemoryFlags", Failures.VIR_ERR_OPERATION_INVALID);
        libvirt.failOnce("virDomainSetMemoryStatsPeriod", Failures.VIR_ERR_OPERATION_INVALID);

        assertGone(() -> Described.setMemory(hypervisor, A, ByteSize.MIB));
        assertGone(() -> hypervisor.setStatsPeriod(A, Duration.ofSeconds(5)));
        assertGone(() -> Described.setMemory(hypervisor, B, ByteSize.MIB));
        assertEquals(0, libvirt.pointersOut());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void setMemory_toNothingIsAMistake(long bytes) {
        assertThrows(IllegalArgumentException.class, () -> Described.setMemory(hypervisor, A, bytes));
    }

    @Test
    void setStatsPeriod_isPassedOn() {
        libvirt.add(A);

        hypervisor.setStatsPeriod(A, Duration.ofSeconds(5));

        assertEquals(5, libvirt.domains.get(A).period);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT1.5S", "PT2147483648S"})
    void setStatsPeriod_thatLibvirtCannotHaveIsAMistake(Duration period) {
        assertThrows(IllegalArgumentException.class, () -> hypervisor.setStatsPeriod(A, period));
    }

    @Test
    void close_freesEverythingAndEndsAllCalls() {
        libvirt.add(A);
        hypervisor.sample(Described.of(A));

        hypervisor.close();
        hypervisor.close();

        assertTrue(libvirt.isClosed());
        for (Runnable call : List.<Runnable>of(
                hypervisor::running,
                () -> hypervisor.describe(A),
                () -> hypervisor.sample(Described.of(A)),
                () -> Described.setMemory(hypervisor, A, 1),
                () -> hypervisor.setStatsPeriod(A, Duration.ofSeconds(1)))) {
            assertEquals(
                    Kind.DISCONNECTED,
                    assertThrows(HypervisorException.class, call::run).kind());
        }
    }

    @Test
    void close_waitsForCallUnderWay() throws Exception {
        libvirt.add(A);
        hypervisor.sample(Described.of(A));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        libvirt.duringStats = () -> {
            inside.countDown();
            awaitUninterrupted(goOn);
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> sampling = threads.submit(() -> hypervisor.sample(Described.of(A)));
            inside.await();
            Thread closer = new Thread(hypervisor::close);
            closer.start();
            while (closer.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            assertFalse(libvirt.isClosed());
            goOn.countDown();
            sampling.get();
            closer.join();
            assertTrue(libvirt.isClosed());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void close_inTheMidstOfACallIsAMistake() {
        libvirt.add(A);
        libvirt.duringLookup = hypervisor::close;

        assertThrows(IllegalStateException.class, () -> hypervisor.describe(A));
        assertFalse(libvirt.isClosed());
    }

    @Test
    void callsFromManyThreads_keepThePointersRight() throws Exception {
        libvirt.add(A);
        libvirt.add(B);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                UUID other = thread % 2 == 0 ? A : B;
                all.add(threads.submit(() -> {
                    for (int round = 0; round < 300; round++) {
                        assertEquals(2, hypervisor.sample(Described.of(A, B)).size());
                        assertEquals(1, hypervisor.sample(Described.of(other)).size());
                        Described.setMemory(hypervisor, other, ByteSize.MIB);
                        assertTrue(hypervisor.describe(other).isPresent());
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
            assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
        }
        hypervisor.close();
        assertEquals(0, libvirt.pointersOut());
    }

    @Test
    void hangingGuest_costsOneSampleAndIsLeftOutOfTheNext() throws Exception {
        LibvirtHypervisor impatient = hypervisor(Duration.ofMillis(50));
        libvirt.add(A);
        CountDownLatch hangs = new CountDownLatch(1);
        libvirt.duringStats = () -> awaitUninterrupted(hangs);

        HypervisorException late = assertThrows(HypervisorException.class, () -> impatient.sample(Described.of(A)));
        libvirt.duringStats = () -> {};

        assertEquals(Kind.REFUSED, late.kind());
        assertEquals(
                "cannot read the statistics of the domains: no answer within 0s: a QEMU hangs, or libvirt does",
                late.getMessage());
        assertEquals(1, eventually(impatient).size());
        assertTrue(libvirt.pointersOut() >= 2, "what the hanging call uses is not freed");
        hangs.countDown();
        awaitFreed();
        impatient.close();
        assertEquals(0, libvirt.pointersOut());
    }

    @Test
    void callsThatHang_areBoundedInNumber() {
        LibvirtHypervisor impatient = hypervisor(Duration.ofMillis(50));
        libvirt.add(A);
        CountDownLatch hangs = new CountDownLatch(1);
        libvirt.duringStats = () -> awaitUninterrupted(hangs);
        try {
            for (int i = 0; i < DeadlineCalls.MOST_HANGING; i++) {
                assertThrows(HypervisorException.class, () -> impatient.sample(Described.of(A)));
            }
            libvirt.duringStats = () -> {};

            HypervisorException refused =
                    assertThrows(HypervisorException.class, () -> impatient.sample(Described.of(A)));

            assertEquals("cannot read the statistics of the domains: 3 earlier calls still hang", refused.getMessage());
        } finally {
            hangs.countDown();
        }
        assertEquals(1, eventually(impatient).size());
        awaitFreed();
        impatient.close();
    }

    @Test
    void interruptedSample_failsAndKeepsTheInterrupt() {
        libvirt.add(A);
        CountDownLatch hangs = new CountDownLatch(1);
        // An answer that is there already would be taken, interrupt or not.
        libvirt.duringStats = () -> awaitUninterrupted(hangs);
        Thread.currentThread().interrupt();

        HypervisorException interrupted =
                assertThrows(HypervisorException.class, () -> hypervisor.sample(Described.of(A)));

        assertTrue(Thread.interrupted());
        assertEquals(Kind.REFUSED, interrupted.kind());
        hangs.countDown();
        awaitFreed();
    }

    private LibvirtHypervisor hypervisor(Duration deadline) {
        return new LibvirtHypervisor(
                libvirt,
                libvirt,
                new RecordedEvents(),
                callback -> {},
                HostTiers.single(),
                deadline,
                Path.of("/nowhere"));
    }

    private long near(DomainDescription domain) {
        return hypervisor.sample(List.of(domain)).get(domain.id()).current();
    }

    private Map<UUID, DomainSample> eventually(LibvirtHypervisor impatient) {
        // A machine under load may miss a deadline of 50 ms more than once.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < end) {
            try {
                return impatient.sample(Described.of(A));
            } catch (HypervisorException late) {
                assertEquals(Kind.REFUSED, late.kind());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
        throw new AssertionError("no sample in time in 30 s");
    }

    /** Waits until the calls that hung have freed what they used; the sampler in use keeps one domain. */
    private void awaitFreed() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (libvirt.pointersOut() > 1 || libvirt.recordListsOut() > 0) {
            assertTrue(System.nanoTime() < end, "not freed in 30 s");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static void assertGone(Runnable call) {
        HypervisorException gone = assertThrows(HypervisorException.class, call::run);
        assertEquals(Kind.DOMAIN_GONE, gone.kind(), gone.getMessage());
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
