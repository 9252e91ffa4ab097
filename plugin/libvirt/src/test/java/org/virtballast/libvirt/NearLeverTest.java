/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.LeverKind;

/** What libvirt is asked for by either lever where a guest has memory devices. */
@Timeout(60)
final class NearLeverTest {
    private static final long BOOT = 192 * ByteSize.MIB;

    private final FakeLibvirt libvirt = new FakeLibvirt();
    private final LibvirtHypervisor hypervisor = new LibvirtHypervisor(
            libvirt,
            libvirt,
            new RecordedEvents(),
            callback -> {},
            HostTiers.single(),
            Duration.ofSeconds(30),
            Path.of("/nowhere"));
    private final FakeLibvirt.FakeDomain guest = libvirt.add(Xml.ID);

    @AfterEach
    void close() {
        hypervisor.close();
        assertEquals(0, libvirt.pointersOut());
    }

    @Test
    void device_isNamedInFullAndAskedForWholeBlocks() {
        guest.xml = Xml.withNearDevice(262_144, 262_144);

        resize(BOOT + 64 * ByteSize.MIB + 1_000_000);

        assertEquals(
                List.of("<memory model='virtio-mem'><target><size unit='KiB'>524288</size><node>0</node>"
                        + "<block unit='KiB'>2048</block><requested unit='KiB'>65536</requested></target>"
                        + "<alias name='ua-near0'/>"
                        + "<address type='pci' domain='0x0000' bus='0x02' slot='0x00' function='0x0'/></memory>"),
                guest.updates);
    }

    @Test
    void allThatTheXmlSaysOfADevice_isSaidAgain() {
        guest.xml = Xml.withNearDevice(0, 0)
                .replace(
                        "<target><size", "<source><nodemask>0-1</nodemask></source><target dynamicMemslots='yes'><size")
                .replace("ua-near0", "ua-&amp;&lt;&apos;");

        resize(BOOT + 2 * ByteSize.MIB);

        String sent = guest.updates.get(0);
        assertTrue(sent.contains("<source><nodemask>0-1</nodemask></source><target dynamicMemslots='yes'>"), sent);
        assertTrue(sent.contains("<alias name='ua-&amp;&lt;&apos;'/>"), sent);
    }

    @Test
    void growing_fillsTheFirstDeviceAndAsksOnlyThoseThatChange() {
        twoDevices(100, 100, 50, 50);

        resize(BOOT + 200 * ByteSize.MIB);

        assertEquals(List.of("ua-a 150"), asked());
    }

    @Test
    void shrinking_emptiesTheLastDeviceFirst() {
        twoDevices(100, 100, 50, 50);

        resize(BOOT + 60 * ByteSize.MIB);

        assertEquals(List.of("ua-b 0", "ua-a 60"), asked());
    }

    @Test
    void askingForTheSizeItHas_withdrawsWhatWasAskedOfEach() {
        twoDevices(200, 100, 0, 50);

        resize(BOOT + 150 * ByteSize.MIB);

        assertEquals(List.of("ua-a 100", "ua-b 50"), asked());
    }

    @Test
    void askingForWhatWasAskedAlready_asksNothing() {
        twoDevices(150, 100, 50, 50);

        resize(BOOT + 200 * ByteSize.MIB);

        assertEquals(List.of(), asked());
    }

    @ParameterizedTest
    @CsvSource({"191, 191MiB", "705, 705MiB"})
    void sizeThatItsCellsCannotHave_isRefused(long mib, String said) {
        guest.xml = Xml.withNearDevice(0, 0);

        assertEquals(
                "cannot set the near memory of domain 'web1' to " + said
                        + ": its near cells can have from 192MiB to 704MiB",
                refused(Kind.REFUSED, mib * ByteSize.MIB));
        assertEquals(List.of(), guest.updates);
    }

    @Test
    void deviceThatIsGone_isTold() {
        DomainDescription before = Xml.parse(Xml.withNearDevice(0, 0));
        guest.xml = Xml.withNearDevices("");

        assertEquals(
                "cannot set the near memory of domain 'web1' to 256MiB: it has no virtio-mem device on a near cell any"
                        + " more; give it one, or lever='balloon'",
                assertThrows(
                                HypervisorException.class,
                                () -> hypervisor.lever(LeverKind.NEAR).resize(before, 256 * ByteSize.MIB))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({"42, DOMAIN_GONE", "67, REFUSED", "5, DISCONNECTED"})
    void updateThatLibvirtRefuses_isTold(int code, Kind kind) {
        guest.xml = Xml.withNearDevice(0, 0);
        libvirt.failOnce("virDomainUpdateDeviceFlags", code);

        String message = refused(kind, 256 * ByteSize.MIB);

        assertTrue(
                message.startsWith("cannot set the near memory of domain 'web1' to 256MiB: libvirt says: it said no"),
                message);
    }

    @Test
    void xmlThatNobodyUnderstands_isTold() {
        DomainDescription before = Xml.parse(Xml.withNearDevice(0, 0));
        guest.xml = "<domain/>";

        assertEquals(
                "cannot set the near memory of domain 'web1' to 256MiB:"
                        + " its XML cannot be read: the domain XML has no <name>",
                assertThrows(
                                HypervisorException.class,
                                () -> hypervisor.lever(LeverKind.NEAR).resize(before, 256 * ByteSize.MIB))
                        .getMessage());
    }

    @Test
    void domainThatIsGone_isGone() {
        guest.xml = Xml.withNearDevice(0, 0);
        DomainDescription before = description();
        libvirt.domains.remove(Xml.ID);

        assertEquals(
                Kind.DOMAIN_GONE,
                assertThrows(
                                HypervisorException.class,
                                () -> hypervisor.lever(LeverKind.NEAR).resize(before, 256 * ByteSize.MIB))
                        .kind());
    }

    @Test
    void domainUnderAJob_isLeftAlone() {
        guest.xml = Xml.withNearDevice(0, 0);
        guest.jobType = 1;
        guest.jobOperation = 5;

        assertTrue(
                refused(Kind.REFUSED, 256 * ByteSize.MIB).endsWith(": a migration, save or dump of it is under way"));
        assertEquals(List.of(), guest.updates);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void sizeOfNothing_isAMistake(long bytes) {
        guest.xml = Xml.withNearDevice(0, 0);

        assertThrows(IllegalArgumentException.class, () -> resize(bytes));
    }

    /** libvirt hands what it is asked for to the balloon, which knows only what the guest booted with. */
    @Test
    void balloonBesideDevices_isAskedForWhatIsLeftOfTheSize() {
        guest.xml = Xml.withNearDevice(262_144, 262_144);

        hypervisor.lever(LeverKind.BALLOON).resize(description(), 800 * ByteSize.MIB);

        assertEquals((800 - 256) * 1024, guest.kib);
        assertEquals(List.of(), guest.updates);
    }

    @Test
    void balloonBesideADeviceThatGrows_isAskedForLessByWhatIsToCome() {
        guest.xml = Xml.withNearDevice(393_216, 262_144);

        hypervisor.lever(LeverKind.BALLOON).resize(description(), 800 * ByteSize.MIB);

        assertEquals((800 - 384) * 1024, guest.kib);
    }

    @Test
    void balloonBesideDevicesThatAloneAreMore_isRefused() {
        guest.xml = Xml.withNearDevice(262_144, 262_144);

        assertEquals(
                "cannot set the memory of domain 'web1' to 256MiB: its memory devices alone have 256MiB",
                assertThrows(
                                HypervisorException.class,
                                () -> hypervisor.lever(LeverKind.BALLOON).resize(description(), 256 * ByteSize.MIB))
                        .getMessage());
    }

    private void twoDevices(long firstAsked, long first, long secondAsked, long second) {
        guest.xml = Xml.withNearDevices(Xml.device("ua-a", 256, 2, firstAsked * 1024, first * 1024)
                + Xml.device("ua-b", 128, 2, secondAsked * 1024, second * 1024));
    }

    private DomainDescription description() {
        return hypervisor.describe(Xml.ID).orElseThrow();
    }

    private void resize(long bytes) {
        DomainDescription domain = description();
        hypervisor.lever(domain.layout().lever()).resize(domain, bytes);
    }

    private String refused(Kind kind, long bytes) {
        HypervisorException refused = assertThrows(HypervisorException.class, () -> resize(bytes));
        assertEquals(kind, refused.kind(), refused.getMessage());
        return refused.getMessage();
    }

    /** Of each update the alias and the size asked for, in MiB. */
    private List<String> asked() {
        return guest.updates.stream()
                .map(xml -> xml.replaceAll(".*<alias name='([^']*)'.*", "$1") + " "
                        + Long.parseLong(xml.replaceAll(".*<requested unit='KiB'>([0-9]*)<.*", "$1")) / 1024)
                .toList();
    }
}
