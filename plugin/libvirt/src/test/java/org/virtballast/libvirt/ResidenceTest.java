/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.NearResidence;
import org.virtballast.spi.ByteSize;

final class ResidenceTest {
    private static final HostTiers TWO_TIERS =
            new HostTiers(new TreeSet<>(Set.of(0, 1)), new TreeSet<>(Set.of(2)), "told");
    private static final long PAGE = 4096;

    private final FakeLibvirt libvirt = new FakeLibvirt();
    private final FakeLibvirt.FakeDomain guest = libvirt.add(Xml.ID);

    @TempDir
    private Path root;

    /** 192 MiB of cell 0 and 64 MiB of the device, as it was seen. */
    @Test
    void oneTier_isToldByTheSizesOfTheAreas() throws IOException {
        FakeProcess.measured(root, 256);
        guest.xml = Xml.withNearDevices(Xml.device("ua-near0", 256, 2, 65_536, 65_536));

        assertEquals(
                Optional.of(new NearResidence((49_152 + 16_384) * PAGE, (192 + 64) * ByteSize.MIB)),
                near(HostTiers.single()));
    }

    @Test
    void balloonedDomainWithCells_isToldAsWell() throws IOException {
        FakeProcess.measured(root, 256);
        guest.xml = Xml.withNearDevices("");

        assertEquals(Optional.of(new NearResidence(49_152 * PAGE, 192 * ByteSize.MIB)), near(HostTiers.single()));
    }

    @Test
    void areaNobodyTouched_isNotResident() throws IOException {
        FakeProcess.of(root, "web1", Xml.ID)
                .area(FakeProcess.CELL_1, 512, "rw-p", "default")
                .area(FakeProcess.CELL_0, 192, "rw-p", "default");
        guest.xml = Xml.withNearDevices("");

        assertEquals(Optional.of(new NearResidence(0, 192 * ByteSize.MIB)), near(HostTiers.single()));
    }

    @Test
    void nearAreasOfEqualSize_areTold() throws IOException {
        FakeProcess.measured(root, 192);
        guest.xml = Xml.withNearDevices(Xml.device("ua-near0", 192, 2, 65_536, 65_536));

        assertEquals(
                Optional.of(new NearResidence((49_152 + 16_384) * PAGE, (192 + 64) * ByteSize.MIB)),
                near(HostTiers.single()));
    }

    /** The device is as large as the far cell. */
    @Test
    void nearAndFarAreasOfEqualSize_cannotBeTold() throws IOException {
        FakeProcess.measured(root, 512);
        guest.xml = Xml.withNearDevice(65_536, 65_536);

        assertEquals(Optional.empty(), near(HostTiers.single()));
    }

    @ParameterizedTest
    @CsvSource({
        "192, rw-p, false",
        "192, r--p, true",
        "192, ---p, true",
        "192, rwxp, true",
        "192, rw-s, false",
        "191, rw-p, true"
    })
    void otherAreaOfThatSize_isNoGuestMemoryOrMakesItUnclear(long mib, String permissions, boolean clear)
            throws IOException {
        FakeProcess.measured(root, 256).area(0x7fcf00000000L, mib, permissions, "default anon=5 N0=5");
        guest.xml = Xml.withNearDevices("");

        assertEquals(clear, near(HostTiers.single()).isPresent());
    }

    @Test
    void areaThatIsMissing_makesItUnclear() throws IOException {
        FakeProcess.of(root, "web1", Xml.ID).area(FakeProcess.CELL_1, 512, "rw-p", "default anon=9 N0=9");
        guest.xml = Xml.withNearDevices("");

        assertEquals(Optional.empty(), near(HostTiers.single()));
    }

    @Test
    void flatDomainOfAHostWithOneTier_hasNoNearMemoryToTell() throws IOException {
        FakeProcess.measured(root, 256);

        assertEquals(Optional.empty(), near(HostTiers.single()));
    }

    @Test
    void twoTiers_areToldByNode() throws IOException {
        FakeProcess.of(root, "web1", Xml.ID)
                .area(FakeProcess.CELL_0, 192, "rw-p", "bind:0-1 anon=700 dirty=700 active=0 N0=500 N1=200")
                .area(FakeProcess.CELL_1, 512, "rw-p", "prefer:2 anon=1000 dirty=1000 N0=100 N2=900")
                .area(
                        0x7fcf00000000L,
                        4,
                        "rw-s",
                        "default file=/dev/hugepages/a\\040N0=9 huge dirty=3 N1=3 " + "kernelpagesize_kB=2048");
        guest.xml = Xml.withNearDevices("");

        assertEquals(
                Optional.of(new NearResidence(800 * PAGE + 6 * ByteSize.MIB, 192 * ByteSize.MIB)), near(TWO_TIERS));
    }

    @Test
    void flatDomainOfAHostWithTwoTiers_mayHaveAllOfItsMemoryNear() throws IOException {
        FakeProcess.measured(root, 256);

        assertEquals(4 * ByteSize.GIB, near(TWO_TIERS).orElseThrow().size());
    }

    @Test
    void numberOfAnotherProcess_isNotBelieved() throws IOException {
        FakeProcess.measured(root, 256);
        FakeProcess.of(root, "web1", new UUID(9, 9)).area(FakeProcess.CELL_0, 192, "rw-p", "default anon=1 N0=1");
        guest.xml = Xml.withNearDevices("");

        assertEquals(Optional.empty(), near(HostTiers.single()));
        assertEquals(Optional.empty(), near(TWO_TIERS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "0", "99999999999999", "4711x", "../4711"})
    void numberThatIsNone_isNoProcess(String pid) throws IOException {
        FakeProcess.measured(root, 256);
        Files.writeString(root.resolve("run/libvirt/qemu/web1.pid"), pid);

        assertEquals(Optional.empty(), near(TWO_TIERS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc/4711/numa_maps", "proc/4711/maps", "proc/4711/cmdline", "run/libvirt/qemu/web1.pid"})
    void processThatEnds_isNotToldOf(String missing) throws IOException {
        FakeProcess.measured(root, 256);
        guest.xml = Xml.withNearDevices("");
        Files.delete(root.resolve(missing));

        assertEquals(Optional.empty(), near(HostTiers.single()));
    }

    /** The kernel gives an empty file of a process that has just ended. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "garbage N0=1\n", "N0=99999999999999999999 N=1 N0x=3 =\n"})
    void numaMapsWithoutAnArea_tellNothing(String content) throws IOException {
        FakeProcess.measured(root, 256);
        Files.writeString(root.resolve("proc/4711/numa_maps"), content);

        assertEquals(Optional.empty(), near(TWO_TIERS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../proc/4711/x", "a/b", "a\0b"})
    void nameThatIsAPath_isNoFile(String name) {
        QemuProcesses processes = new QemuProcesses(root);

        assertEquals(Optional.empty(), processes.of(Described.by(Xml.plain().replace("web1</name>", "web2</name>"))));
        assertEquals(
                Optional.empty(),
                processes.of(new DomainDescription(
                        Xml.ID,
                        1,
                        name,
                        1,
                        Duration.ZERO,
                        Described.domain(Xml.ID).layout(),
                        false,
                        Optional.empty(),
                        Described.domain(Xml.ID).settings(),
                        Optional.empty())));
    }

    @Test
    void domainThatIsGone_isNotToldOf() throws IOException {
        FakeProcess.measured(root, 256);
        guest.xml = Xml.withNearDevices("");
        DomainDescription before = Described.by(guest.xml);
        libvirt.domains.remove(Xml.ID);

        assertEquals(Optional.empty(), residence(HostTiers.single()).near(before));
    }

    @Test
    void sharesOfNodes_areAddedUp() {
        NumaMaps.Area area = new NumaMaps.Area(1, Map.of(0, 5L, 1, 6L, 2, 7L));

        assertEquals(11, area.on(Set.of(0, 1)));
        assertEquals(18, area.all());
    }

    @Test
    void nearNodes_areToldWithoutAskingLibvirt() throws IOException {
        FakeProcess.measured(root, 256);

        assertEquals(
                OptionalLong.of((1200 + 3000 + 16_384 + 83_456 + 49_152 + 13_824) * PAGE),
                residence(TWO_TIERS).onNearNodes(Described.by(Xml.plain())));
        assertEquals(0, libvirt.calls().size());
    }

    private Optional<NearResidence> near(HostTiers tiers) {
        return residence(tiers).near(new DomainXml(tiers).parse(guest.xml));
    }

    private Residence residence(HostTiers tiers) {
        Usage usage = new Usage();
        Duration deadline = Duration.ofSeconds(30);
        Domains domains = new Domains(libvirt, libvirt.pointer(), new Failures(libvirt, libvirt::alive));
        return new Residence(
                new QemuProcesses(root),
                tiers,
                new MemoryDevices(domains, new DeadlineCalls(usage, deadline), System::nanoTime),
                new DeadlineCalls(usage, deadline));
    }
}
