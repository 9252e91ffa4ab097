/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.LeverKind;

/** A libvirt that does not answer, or one QEMU that does not: nobody waits for long, and nothing is freed in use. */
@Timeout(60)
final class LibvirtHypervisorHangTest {
    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(1, 2);
    private static final Duration DEADLINE = Duration.ofMillis(300);

    private final FakeLibvirt libvirt = new FakeLibvirt();
    private final LibvirtHypervisor hypervisor = new LibvirtHypervisor(
            libvirt, libvirt, new RecordedEvents(), callback -> {}, HostTiers.single(), DEADLINE, Path.of("/nowhere"));
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        goOn.countDown();
        hypervisor.close();
        await(libvirt::isClosed);
        assertEquals(0, libvirt.pointersOut());
        assertEquals(0, libvirt.parametersOut());
        assertEquals(0, libvirt.recordListsOut());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "virDomainLookupByUUID",
                "virDomainGetJobStats",
                "virDomainSetMemoryFlags",
                "virDomainUpdateDeviceFlags",
                "virDomainSetMemoryStatsPeriod",
                "virDomainGetXMLDesc",
                "virConnectListAllDomains"
            })
    void callThatHangs_isRefusedInTimeAndFreesWhatItUsedWhenItReturns(String hangs) {
        libvirt.add(A);
        hangIn(Set.of(hangs));

        HypervisorException late = assertThrows(HypervisorException.class, caller(hangs)::run);

        assertEquals(Kind.REFUSED, late.kind());
        assertTrue(
                late.getMessage().endsWith(": no answer within 0s: a QEMU hangs, or libvirt does"), late.getMessage());
    }

    @Test
    void refusal_saysWhatWasTried() {
        libvirt.add(A);
        hangIn(Set.of("virDomainLookupByUUID"));

        assertEquals(
                "cannot set the memory of domain " + A
                        + " to 512MiB: no answer within 0s: a QEMU hangs, or libvirt does",
                assertThrows(HypervisorException.class, () -> Described.setMemory(hypervisor, A, 512 * ByteSize.MIB))
                        .getMessage());
        assertEquals(
                "cannot set the stats period of domain " + A + " to 5s: an earlier call about it still hangs",
                assertThrows(HypervisorException.class, () -> hypervisor.setStatsPeriod(A, Duration.ofSeconds(5)))
                        .getMessage());
        assertEquals(
                "cannot read the XML of domain " + A + ": an earlier call about it still hangs",
                assertThrows(HypervisorException.class, () -> hypervisor.describe(A))
                        .getMessage());
    }

    @Test
    void domainWhoseCallHangs_isRefusedAtOnceWhileOthersGoThrough() {
        libvirt.add(A);
        libvirt.add(B);
        hangIn(Set.of("virDomainSetMemoryFlags"));
        assertThrows(HypervisorException.class, () -> Described.setMemory(hypervisor, A, ByteSize.MIB));
        libvirt.duringCalls = call -> {};

        assertAtOnce(
                () -> assertThrows(HypervisorException.class, () -> Described.setMemory(hypervisor, A, ByteSize.MIB)));
        Described.setMemory(hypervisor, B, 2 * ByteSize.MIB);
        assertEquals(2048, libvirt.domains.get(B).kib);
        assertEquals(2, hypervisor.sample(Described.of(A, B)).size());

        goOn.countDown();
        awaitServed(A);
    }

    @Test
    void cycleOfAHostWhoseLibvirtHangs_takesABoundedTime() {
        List<UUID> all = IntStream.range(0, 100).mapToObj(i -> new UUID(7, i)).toList();
        all.forEach(libvirt::add);
        hangIn(Set.of("virDomainLookupByUUID"));
        long began = System.nanoTime();
        List<String> reasons = new ArrayList<>();
        for (UUID id : all) {
            reasons.add(assertThrows(HypervisorException.class, () -> Described.setMemory(hypervisor, id, ByteSize.MIB))
                    .getMessage());
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assertTrue(took.compareTo(DEADLINE.multipliedBy(DeadlineCalls.MOST_HANGING)) >= 0, "took " + took);
        assertTrue(took.compareTo(DEADLINE.multipliedBy(3 * DeadlineCalls.MOST_HANGING)) < 0, "took " + took);
        assertEquals(
                DeadlineCalls.MOST_HANGING,
                reasons.stream()
                        .filter(reason -> reason.contains("no answer within"))
                        .count());
        assertEquals(
                all.size() - DeadlineCalls.MOST_HANGING,
                reasons.stream()
                        .filter(reason -> reason.endsWith(": 3 earlier calls still hang"))
                        .count());
        goOn.countDown();
        awaitServed(all.get(99));
    }

    /** Minutes later, when libvirt goes on, the host may be another. */
    @Test
    void resizeThatWasGivenUp_isNotMadeWhenLibvirtGoesOn() {
        libvirt.add(A);
        long before = libvirt.domains.get(A).kib;
        hangIn(Set.of("virDomainLookupByUUID"));
        assertThrows(HypervisorException.class, () -> Described.setMemory(hypervisor, A, 64 * ByteSize.MIB));

        goOn.countDown();
        await(() -> libvirt.calls().contains("virDomainGetJobStats") && libvirt.pointersOut() == 0);

        assertEquals(before, libvirt.domains.get(A).kib);
        assertFalse(libvirt.calls().contains("virDomainSetMemoryFlags"));
    }

    @Test
    void secondOfTwoDevices_isNotAskedWhereTheFirstHungTooLong() {
        libvirt.add(A).xml = Xml.withNearDevices(Xml.device("ua-a", 32, 2, 0, 0) + Xml.device("ua-b", 512, 2, 0, 0));
        hangIn(Set.of("virDomainUpdateDeviceFlags"));
        assertThrows(HypervisorException.class, this::growNear);

        goOn.countDown();
        await(() -> libvirt.domains.get(A).updates.size() == 1 && libvirt.pointersOut() == 0);

        assertEquals(1, libvirt.domains.get(A).updates.size());
    }

    @Test
    void close_doesNotWaitForACallThatHangsAndFreesWhenItReturns() {
        libvirt.add(A);
        hangIn(Set.of("virDomainSetMemoryFlags"));
        assertThrows(HypervisorException.class, () -> Described.setMemory(hypervisor, A, ByteSize.MIB));

        hypervisor.close();

        assertFalse(libvirt.isClosed());
        assertEquals(
                Kind.DISCONNECTED,
                assertThrows(HypervisorException.class, () -> hypervisor.describe(A))
                        .kind());
        goOn.countDown();
        await(libvirt::isClosed);
    }

    @Test
    void close_doesNotWaitForASampleThatHangs() {
        libvirt.add(A);
        libvirt.duringStats = this::hang;
        assertThrows(HypervisorException.class, () -> hypervisor.sample(Described.of(A)));

        hypervisor.close();

        assertFalse(libvirt.isClosed());
        assertTrue(libvirt.pointersOut() > 0);
        goOn.countDown();
        await(libvirt::isClosed);
    }

    /** To say goodbye is a call, too. */
    @ParameterizedTest
    @ValueSource(strings = {"virConnectDomainEventDeregisterAny", "close"})
    void close_doesNotWaitForALibvirtThatHangs(String hangs) {
        hangIn(Set.of(hangs));

        hypervisor.close();

        assertFalse(libvirt.isClosed());
        assertEquals(
                Kind.DISCONNECTED,
                assertThrows(HypervisorException.class, hypervisor::running).kind());
        goOn.countDown();
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 5", "2, 8", "2, 0", "1, 3", "2, 99"})
    void domainUnderAJob_isLeftAlone(int type, int operation) {
        libvirt.add(A).jobType = type;
        libvirt.domains.get(A).jobOperation = operation;

        HypervisorException refused =
                assertThrows(HypervisorException.class, () -> Described.setMemory(hypervisor, A, 64 * ByteSize.MIB));

        assertEquals(Kind.REFUSED, refused.kind());
        assertEquals(
                "cannot set the memory of domain 'web1' to 64MiB: a migration, save or dump of it is under way",
                refused.getMessage());
        assertEquals(
                "cannot set the stats period of domain 'web1' to 1s: a migration, save or dump of it is under way",
                assertThrows(HypervisorException.class, () -> hypervisor.setStatsPeriod(A, Duration.ofSeconds(1)))
                        .getMessage());
        assertEquals(1024, libvirt.domains.get(A).kib);
        assertEquals(0, libvirt.domains.get(A).period);
        assertTrue(hypervisor.describe(A).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3, 5", "4, 5", "5, 2", "2, 9"})
    void domainWhoseJobIsOver_orABackup_isResized(int type, int operation) {
        libvirt.add(A).jobType = type;
        libvirt.domains.get(A).jobOperation = operation;

        Described.setMemory(hypervisor, A, 64 * ByteSize.MIB);

        assertEquals(64 * 1024, libvirt.domains.get(A).kib);
    }

    @Test
    void driverThatKnowsNoJobs_isAskedAllTheSame() {
        libvirt.add(A);
        libvirt.failOnce("virDomainGetJobStats", Failures.VIR_ERR_NO_SUPPORT);

        Described.setMemory(hypervisor, A, 64 * ByteSize.MIB);

        assertEquals(64 * 1024, libvirt.domains.get(A).kib);
    }

    @ParameterizedTest
    @CsvSource({"55, DOMAIN_GONE", "42, DOMAIN_GONE", "68, REFUSED", "5, DISCONNECTED"})
    void jobThatCannotBeFoundOut_isAReasonToRefuse(int code, Kind kind) {
        libvirt.add(A).state = 5;
        libvirt.failOnce("virDomainGetJobStats", code);

        assertEquals(
                kind,
                assertThrows(HypervisorException.class, () -> Described.setMemory(hypervisor, A, 64 * ByteSize.MIB))
                        .kind());
        assertEquals(1024, libvirt.domains.get(A).kib);
    }

    private Runnable caller(String of) {
        return switch (of) {
            case "virDomainGetXMLDesc" -> () -> hypervisor.describe(A);
            case "virConnectListAllDomains" -> hypervisor::running;
            case "virDomainUpdateDeviceFlags" ->
                () -> {
                    libvirt.domains.get(A).xml = Xml.withNearDevice(0, 0);
                    growNear();
                };
            case "virDomainSetMemoryStatsPeriod" -> () -> hypervisor.setStatsPeriod(A, Duration.ofSeconds(1));
            default -> () -> Described.setMemory(hypervisor, A, ByteSize.MIB);
        };
    }

    private void growNear() {
        hypervisor
                .lever(LeverKind.NEAR)
                .resize(
                        Described.domain(
                                A, Described.by(Xml.withNearDevice(0, 0)).layout()),
                        256 * ByteSize.MIB);
    }

    private void hangIn(Set<String> calls) {
        libvirt.duringCalls = call -> {
            if (calls.contains(call)) {
                hang();
            }
        };
    }

    private void hang() {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until nothing about a domain hangs any more. */
    private void awaitServed(UUID id) {
        await(() -> {
            try {
                return hypervisor.describe(id).isPresent();
            } catch (HypervisorException e) {
                return false;
            }
        });
    }

    private static void assertAtOnce(Runnable call) {
        long began = System.nanoTime();
        call.run();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertTrue(took.compareTo(DEADLINE) < 0, "it took " + took);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited 30 s in vain");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
