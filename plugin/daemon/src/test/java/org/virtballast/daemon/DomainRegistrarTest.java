/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.DomainRegistry;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSettings;
import org.virtballast.core.port.HostClock;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.libvirt.DomainXml;

final class DomainRegistrarTest {
    private static final UUID ID = UUID.fromString("0b9a3b46-6c3f-4a4e-8f0e-2a3f6f0b1c11");

    private final DomainRegistry registry = new DomainRegistry();
    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final DomainRegistrar registrar = new DomainRegistrar(
            registry, hypervisor, new DomainXml(HostTiers.single()), HostClock.system(), Runnable::run);

    @Test
    void startedHook_registersFromItsXml() {
        registrar.hook(hook("started", xml("web1")));

        assertEquals(List.of("web1"), names());
    }

    @Test
    void whatTheHookToldLast_isKnown() {
        assertEquals(Optional.empty(), registrar.lastHook());

        registrar.hook(hook("prepare", xml("web1")));
        registrar.hook(hook("started", xml("web1")));

        assertEquals("started", registrar.lastHook().orElseThrow().operation());
    }

    @Test
    void whatLibvirtToldLastOfAStart_isKnown() {
        hypervisor.start(FakeHypervisor.domain(ID, "web1"));
        registrar.changed(ID);
        assertEquals(Optional.empty(), registrar.lastStart());

        registrar.started(ID);

        assertEquals("web1", registrar.lastStart().orElseThrow().domain());
        assertEquals(Optional.empty(), registrar.lastHook());
    }

    @Test
    void startOfADomainThatIsGoneAgain_isNotTold() {
        registrar.started(ID);

        assertEquals(Optional.empty(), registrar.lastStart());
    }

    @Test
    void reconnectHook_readsTheDomainAgain() {
        registrar.hook(hook("started", xml("web1")));

        registrar.hook(hook("reconnect", xml("web2")));

        assertEquals(List.of("web2"), names());
    }

    @Test
    void hooksBeforeTheStart_registerNothing() {
        registrar.hook(hook("prepare", xml("web1")));
        registrar.hook(hook("start", xml("web1")));

        assertEquals(List.of(), names());
    }

    @Test
    void stoppedHook_forgets() {
        registrar.hook(hook("started", xml("web1")));

        registrar.hook(hook("stopped", xml("web1")));

        assertEquals(List.of(), names());
    }

    @Test
    void releaseHook_thatComesLateDoesNotForgetWhatRunsAgain() {
        registrar.hook(hook("started", xml("web1")));
        hypervisor.start(FakeHypervisor.domain(ID, "web1"));

        registrar.hook(hook("release", xml("web1")));

        assertEquals(List.of("web1"), names());
    }

    @Test
    void hook_withGarbageChangesNothing() {
        registrar.hook(hook("started", xml("web1")));

        assertThrows(IllegalArgumentException.class, () -> registrar.hook(hook("started", "<domain")));
        assertThrows(IllegalArgumentException.class, () -> registrar.hook(hook("stopped", "")));

        assertEquals(List.of("web1"), names());
        assertEquals("started", registrar.lastHook().orElseThrow().operation());
    }

    @Test
    void lifecycleEvents_keepTheRegistryTrueWithoutAHook() {
        hypervisor.start(FakeHypervisor.domain(ID, "web1"));
        registrar.started(ID);
        assertEquals(List.of("web1"), names());

        hypervisor.stop(ID);
        registrar.stopped(ID);
        assertEquals(List.of(), names());
    }

    @Test
    void changedEvent_readsTheDomainAgain() {
        hypervisor.start(FakeHypervisor.domain(ID, "web1"));
        registrar.started(ID);
        hypervisor.start(FakeHypervisor.domain(ID, "web2"));

        registrar.changed(ID);

        assertEquals(List.of("web2"), names());
    }

    @Test
    void failure_ofTheHypervisorLeavesTheDomainRegistered() {
        hypervisor.start(FakeHypervisor.domain(ID, "web1"));
        registrar.started(ID);
        hypervisor.fail(new HypervisorException(Kind.REFUSED, "libvirt said no."));

        registrar.stopped(ID);

        assertEquals(List.of("web1"), names());
    }

    @Test
    void domainThatLibvirtWouldNotTellOf_isAskedForAgain() throws Exception {
        hypervisor.start(FakeHypervisor.domain(ID, "web1"));
        hypervisor.fail(new HypervisorException(Kind.REFUSED, "3 earlier calls still hang."));
        CountDownLatch asked = new CountDownLatch(3);
        hypervisor.heed(asked::countDown);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (RecordedLog log = new RecordedLog(DomainRegistrar.class)) {
            DomainRegistrar patient = new DomainRegistrar(
                    registry,
                    hypervisor,
                    new DomainXml(HostTiers.single()),
                    HostClock.system(),
                    executor,
                    Duration.ofMillis(20));
            patient.started(ID);
            assertTrue(asked.await(30, TimeUnit.SECONDS));
            executor.submit(hypervisor::recover).get();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (names().isEmpty() && System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
            executor.submit(() -> {}).get();
            assertEquals(
                    1,
                    log.lines().stream()
                            .filter(line -> line.contains("still hang"))
                            .count(),
                    log.lines().toString());
        } finally {
            executor.shutdownNow();
        }

        assertEquals(List.of("web1"), names());
    }

    @Test
    void startedHook_thatComesLateDoesNotUndoWhatWasReadSince() {
        hypervisor.start(new DomainXml(HostTiers.single()).parse(xml("web1", "weight='7'")));
        registrar.changed(ID);

        registrar.hook(hook("started", xml("web1", "weight='3'")));

        assertEquals(7, registry.domains().get(0).settings().weight().getAsInt());
    }

    @Test
    void connection_makesWhatRunsTheOnlyDomains() {
        registrar.hook(hook("started", xml("gone")));
        UUID other = UUID.fromString("5a9a3b46-6c3f-4a4e-8f0e-2a3f6f0b1c12");
        hypervisor.start(FakeHypervisor.domain(other, "found"));

        registrar.registerRunning();

        assertEquals(List.of("found"), names());
    }

    @Test
    void mistakeInSettings_leavesTheOldOnesInForce() {
        registrar.hook(hook("started", xml("web1", "weight='300'")));

        registrar.hook(hook("reconnect", xml("web1", "weight='none'")));

        DomainDescription domain = registry.domains().get(0);
        assertEquals(300, domain.settings().weight().getAsInt());
        assertEquals(Optional.of(true), domain.settingsMistake().map(text -> text.contains("weight")));
    }

    /** From the XML, by each way that it comes, to the registry. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mode='on'",
                "mode='off' min=''",
                "weight='0'",
                "mode='off' weight='9' colour='red'",
                "min='2GiB' max='1GiB'",
                "target-hit-ratio='95%'",
                "max='8'"
            })
    void mistakeInSettings_leavesAllOfTheOldOnesInForceUntilItIsCorrected(String wrong) {
        DomainXml domainXml = new DomainXml(HostTiers.single());
        String right = "mode='auto' min='128MiB' max='512MiB' target-hit-ratio='0.9' weight='300'";
        registrar.hook(hook("started", xml("web1", right)));
        DomainSettings before = registry.domains().get(0).settings();

        registrar.hook(hook("reconnect", xml("web1", wrong)));
        assertEquals(before, registry.domains().get(0).settings());
        assertTrue(registry.domains().get(0).settingsMistake().isPresent());

        hypervisor.start(domainXml.parse(xml("web1", wrong)));
        registrar.changed(ID);
        registrar.registerRunning();
        assertEquals(before, registry.domains().get(0).settings());
        assertTrue(registry.domains().get(0).settingsMistake().isPresent());

        hypervisor.start(domainXml.parse(xml("web1", "weight='7'")));
        registrar.changed(ID);
        assertEquals(7, registry.domains().get(0).settings().weight().getAsInt());
        assertEquals(Optional.empty(), registry.domains().get(0).settings().mode());
        assertEquals(Optional.empty(), registry.domains().get(0).settingsMistake());
    }

    @Test
    void mistakeInSettings_isLoggedOnceHoweverOftenItIsRead() {
        try (RecordedLog log = new RecordedLog(DomainRegistrar.class)) {
            registrar.hook(hook("started", xml("web1", "weight='none'")));
            registrar.hook(hook("reconnect", xml("web1", "weight='none'")));
            registrar.hook(hook("reconnect", xml("web1", "weight='all'")));
            registrar.hook(hook("reconnect", xml("web1", "")));
            registrar.hook(hook("reconnect", xml("web1", "weight='all'")));

            assertEquals(
                    List.of("none", "all", "all"),
                    log.lines().stream()
                            .filter(line -> line.contains("weight="))
                            .map(line -> line.replaceAll(".*weight='(\\w+)'.*", "$1"))
                            .toList());
        }
    }

    /** What waits in the spool's folder takes none of our memory. */
    @Test
    void hooks_waitWhileTooMuchIsQueued() throws Exception {
        Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
        DomainRegistrar slow = new DomainRegistrar(
                registry, hypervisor, new DomainXml(HostTiers.single()), HostClock.system(), queue::add);
        Thread reader = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                slow.hook(hook("started", xml("web1")));
            }
        });
        reader.start();
        while (reader.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        int most = queue.size();
        queue.remove().run();
        while (queue.size() < most || reader.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        assertTrue(most <= 256, "queued " + most);
        reader.interrupt();
        reader.join();
        assertEquals(most, queue.size());
    }

    private List<String> names() {
        return registry.domains().stream().map(DomainDescription::name).toList();
    }

    private static HookEvent hook(String operation, String xml) {
        return new HookEvent(operation, "begin", "-", "web1", xml);
    }

    private static String xml(String name) {
        return xml(name, "");
    }

    private static String xml(String name, String settings) {
        return "<domain type='qemu'><name>" + name + "</name><uuid>" + ID + "</uuid>"
                + "<memory unit='KiB'>1048576</memory>"
                + "<metadata><v:ballast xmlns:v='urn:virt-ballast:domain:1' " + settings + "/></metadata>"
                + "<devices><memballoon model='virtio'/></devices></domain>";
    }
}
