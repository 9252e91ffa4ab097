/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.HostTiers;

/** Each walk takes 30 ms here. */
final class NearResidentTest {
    private static final long SIZE = 1000;
    private static final OptionalLong ONE_PAGE = OptionalLong.of(4096);

    private final AtomicLong now = new AtomicLong(5);
    private final DomainDescription domain = Described.by(Xml.plain());
    private NearResident resident;

    @TempDir
    private Path root;

    @BeforeEach
    void startProcess() throws IOException {
        pages(1);
        Usage usage = new Usage();
        FakeLibvirt libvirt = new FakeLibvirt();
        Domains domains = new Domains(libvirt, libvirt.pointer(), new Failures(libvirt, libvirt::alive));
        DeadlineCalls calls = new DeadlineCalls(usage, Duration.ofSeconds(30));
        HostTiers tiers = new HostTiers(new TreeSet<>(Set.of(0)), new TreeSet<>(Set.of(1)), "told");
        Residence residence =
                new Residence(new QemuProcesses(root), tiers, new MemoryDevices(domains, calls, now::get), calls);
        resident = new NearResident(
                residence, () -> now.getAndAdd(Duration.ofMillis(30).toNanos()));
    }

    @Test
    void walk_takesNoMoreThanAHundredthOfTheTime() throws IOException {
        assertEquals(ONE_PAGE, resident.of(domain, SIZE, true));
        pages(2);
        now.addAndGet(Duration.ofMillis(3000 - 61).toNanos());
        assertEquals(ONE_PAGE, resident.of(domain, SIZE, true));

        now.addAndGet(Duration.ofMillis(1).toNanos());
        assertEquals(OptionalLong.of(2 * 4096), resident.of(domain, SIZE, true));
    }

    @Test
    void valueFromBeforeAResize_isNotTold() {
        assertEquals(ONE_PAGE, resident.of(domain, SIZE, true));

        assertEquals(OptionalLong.empty(), resident.of(domain, SIZE - 1, true));
        assertEquals(ONE_PAGE, resident.of(domain, SIZE, true));

        now.addAndGet(Duration.ofSeconds(4).toNanos());
        assertEquals(ONE_PAGE, resident.of(domain, SIZE - 1, true));
    }

    @Test
    void whoHasNoTurn_hasItsLastValueOrNone() {
        assertEquals(OptionalLong.empty(), resident.of(domain, SIZE, false));
        assertEquals(ONE_PAGE, resident.of(domain, SIZE, true));

        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertEquals(ONE_PAGE, resident.of(domain, SIZE, false));
    }

    @Test
    void walkThatFails_leavesTheLastValue() throws IOException {
        assertEquals(ONE_PAGE, resident.of(domain, SIZE, true));
        Files.delete(root.resolve("proc/4711/numa_maps"));
        now.addAndGet(Duration.ofMinutes(1).toNanos());

        assertEquals(ONE_PAGE, resident.of(domain, SIZE, true));
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertEquals(OptionalLong.empty(), resident.of(domain, SIZE - 1, true));
    }

    @Test
    void otherRunOfADomain_startsAnew() throws IOException {
        assertEquals(ONE_PAGE, resident.of(domain, SIZE, true));
        pages(3);

        assertEquals(
                OptionalLong.of(3 * 4096),
                resident.of(Described.by(Xml.plain().replace("id='6'", "id='7'")), SIZE, true));
    }

    @Test
    void domainThatIsForgotten_startsAnew() throws IOException {
        assertEquals(ONE_PAGE, resident.of(domain, SIZE, true));
        pages(3);
        resident.retain(List.of(domain.id()));
        assertEquals(ONE_PAGE, resident.of(domain, SIZE, true));

        resident.retain(List.of());
        assertEquals(OptionalLong.of(3 * 4096), resident.of(domain, SIZE, true));
    }

    private void pages(int count) throws IOException {
        FakeProcess.of(root, "web1", Xml.ID)
                .area(FakeProcess.CELL_0, 192, "rw-p", "default anon=" + count + " N0=" + count);
    }
}
