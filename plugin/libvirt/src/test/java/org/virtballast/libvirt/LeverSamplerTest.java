/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.spi.ByteSize;

@Timeout(60)
final class LeverSamplerTest {
    private static final UUID OTHER = new UUID(1, 2);
    private static final Duration DEADLINE = Duration.ofMillis(300);

    private final FakeLibvirt libvirt = new FakeLibvirt();
    private final AtomicLong nanos = new AtomicLong(1);
    private final Usage usage = new Usage();
    private final Failures failures = new Failures(libvirt, libvirt::alive);
    private final Domains domains = new Domains(libvirt, libvirt.pointer(), failures);
    private final MemoryDevices devices = new MemoryDevices(domains, new DeadlineCalls(usage, DEADLINE), nanos::get);
    private final LeverSampler sampler = new LeverSampler(
            new DeadlineSampler(
                    () -> new BulkSampler(libvirt, domains, failures, new ConcurrentHashMap<>()),
                    new DeadlineCalls(usage, Duration.ofSeconds(30))),
            devices,
            Optional.empty(),
            nanos::get);
    private final FakeLibvirt.FakeDomain guest = libvirt.add(Xml.ID);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void nothingIsLeft() {
        goOn.countDown();
        usage.close(sampler::close, Duration.ofSeconds(30));
        assertEquals(0, libvirt.pointersOut());
        assertEquals(0, libvirt.recordListsOut());
    }

    @Test
    void nearDomain_isCountedInNearBytes() {
        guest.xml = Xml.withNearDevice(262_144, 131_072);
        guest.kib = 720_896 + 131_072;
        guest.maximumKib = 1_245_184;

        DomainSample sample = sample();

        assertEquals((192 + 128) * ByteSize.MIB, sample.current());
        assertEquals((192 + 512) * ByteSize.MIB, sample.maximum());
    }

    /** The balloon gives no more than what the guest booted with; libvirt's maximum has all that the devices could have. */
    @Test
    void balloonBesideDevices_isCountedInAllBytesItCanHave() {
        guest.xml = Xml.withNearDevice(262_144, 262_144);
        guest.kib = 983_040;
        guest.maximumKib = 1_245_184;

        DomainSample sample = sampler.sample(List.of(Described.domain(Xml.ID))).get(Xml.ID);

        assertEquals(960 * ByteSize.MIB, sample.current());
        assertEquals(960 * ByteSize.MIB, sample.maximum());
    }

    /** It comes, whatever is asked of the balloon. */
    @Test
    void balloonBesideADeviceThatGrows_isCountedWithWhatIsToCome() {
        guest.xml = Xml.withNearDevice(393_216, 262_144);
        guest.kib = 983_040;
        guest.maximumKib = 1_245_184;

        DomainSample sample = sampler.sample(List.of(Described.domain(Xml.ID))).get(Xml.ID);

        assertEquals((960 + 128) * ByteSize.MIB, sample.current());
        assertEquals((704 + 384) * ByteSize.MIB, sample.maximum());
    }

    /** Its far memory is to the host what it uses itself: the budget is of near memory. */
    @ParameterizedTest
    @CsvSource({"900, 388", "1300, 448", "500, 0"})
    void residentOfANearDomain_isWhatCannotBeFarMemory(long rss, long near) {
        guest.xml = Xml.withNearDevice(262_144, 262_144);
        guest.rssKib = OptionalLong.of(rss * 1024);

        assertEquals(OptionalLong.of(near * ByteSize.MIB), sample().resident());
    }

    @Test
    void requestBeyondADevice_isForAllOfIt() {
        guest.xml = Xml.withNearDevices(Xml.device("ua-a", 512, 2, Long.MAX_VALUE >> 10, 0)
                + Xml.device("ua-b", 512, 2, Long.MAX_VALUE >> 10, 0));

        assertEquals(OptionalLong.of(1216 * ByteSize.MIB), sample().requested());
    }

    @Test
    void settledDevice_isReadOnceInTenSeconds() {
        guest.xml = Xml.withNearDevice(262_144, 262_144);
        sample();
        guest.xml = Xml.withNearDevice(65_536, 65_536);
        nanos.addAndGet(Duration.ofMillis(9999).toNanos());
        assertEquals(448 * ByteSize.MIB, sample().current());
        assertEquals(1, reads());

        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertEquals(256 * ByteSize.MIB, sample().current());
        assertEquals(2, reads());
    }

    @Test
    void deviceUnderWay_isReadEachTime() {
        guest.xml = Xml.withNearDevice(262_144, 131_072);
        sample();
        guest.xml = Xml.withNearDevice(262_144, 262_144);

        assertEquals(448 * ByteSize.MIB, sample().current());
    }

    @Test
    void changeThatIsTold_isReadAtOnce() {
        guest.xml = Xml.withNearDevice(262_144, 262_144);
        sample();
        guest.xml = Xml.withNearDevice(65_536, 65_536);

        devices.forget(Xml.ID);

        assertEquals(256 * ByteSize.MIB, sample().current());
        sample();
        assertEquals(2, reads());
    }

    @Test
    void changeThatIsToldInTheMidstOfReading_isReadAgain() {
        guest.xml = Xml.withNearDevice(262_144, 262_144);
        libvirt.duringCalls = call -> {
            if (call.equals("virDomainGetXMLDesc")) {
                devices.forget(Xml.ID);
            }
        };
        sample();
        libvirt.duringCalls = call -> {};
        guest.xml = Xml.withNearDevice(65_536, 65_536);

        assertEquals(256 * ByteSize.MIB, sample().current());
    }

    @Test
    void otherRunOfTheDomain_isAnotherDomain() {
        guest.xml = Xml.withNearDevice(262_144, 262_144);
        sample();
        guest.xml = Xml.withNearDevice(65_536, 65_536).replace("id='6'", "id='7'");

        assertEquals(256 * ByteSize.MIB, sample().current());
    }

    @Test
    void sizeThatCannotBeRead_standsAsItWas() {
        guest.xml = Xml.withNearDevice(262_144, 262_144);
        DomainDescription domain = Described.by(guest.xml);
        sample();
        guest.xml = "<domain/>";
        devices.forget(Xml.ID);

        assertEquals(
                448 * ByteSize.MIB, sampler.sample(List.of(domain)).get(Xml.ID).current());
    }

    @Test
    void sizeThatNeverCouldBeRead_isToldByNoOther() {
        DomainDescription domain = Described.by(Xml.withNearDevice(0, 0));
        guest.xml = "<domain/>";

        assertTrue(sampler.sample(List.of(domain)).isEmpty());

        guest.xml = Xml.withNearDevice(0, 0);
        assertEquals(Set.of(Xml.ID), sampler.sample(List.of(domain)).keySet());
    }

    @Test
    void nearDomainThatIsGoneMeanwhile_isLeftOut() {
        guest.xml = Xml.withNearDevice(0, 0);
        libvirt.add(OTHER);
        libvirt.failOnce("virDomainGetXMLDesc", FakeLibvirt.NO_DOMAIN);

        Map<UUID, DomainSample> samples = sampler.sample(List.of(Described.by(guest.xml), Described.domain(OTHER)));

        assertEquals(List.of(OTHER), List.copyOf(samples.keySet()));
    }

    @Test
    void connectionThatIsLostMeanwhile_isTold() {
        guest.xml = Xml.withNearDevice(0, 0);
        libvirt.failOnce("virDomainGetXMLDesc", Failures.VIR_ERR_NO_CONNECT);

        assertEquals(
                Kind.DISCONNECTED,
                assertThrows(HypervisorException.class, this::sample).kind());
    }

    @Test
    void xmlThatHangs_costsOneDeadlineAndHidesNobody() {
        guest.xml = Xml.withNearDevice(262_144, 262_144);
        DomainDescription near = Described.by(guest.xml);
        libvirt.add(OTHER).kib = 2048;
        sampler.sample(List.of(near, Described.domain(OTHER)));
        devices.forget(Xml.ID);
        libvirt.duringCalls = call -> {
            if (call.equals("virDomainGetXMLDesc")) {
                awaitGoOn();
            }
        };

        assertBoth(near);
        long began = System.nanoTime();
        assertBoth(near);
        assertTrue(System.nanoTime() - began < DEADLINE.toNanos(), "it waited for the domain once more");
    }

    private void assertBoth(DomainDescription near) {
        Map<UUID, DomainSample> samples = sampler.sample(List.of(near, Described.domain(OTHER)));
        assertEquals(448 * ByteSize.MIB, samples.get(Xml.ID).current());
        assertEquals(2 * ByteSize.MIB, samples.get(OTHER).current());
    }

    private void awaitGoOn() {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private DomainSample sample() {
        return sampler.sample(List.of(Described.by(guest.xml))).get(Xml.ID);
    }

    private int reads() {
        return Collections.frequency(libvirt.calls(), "virDomainGetXMLDesc");
    }
}
