/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.port.AccessReading;
import org.virtballast.core.port.CountedDomain;
import org.virtballast.spi.Accesses;

final class PerfAccessCounterTest {
    private static final CountedDomain WEB = new CountedDomain(new UUID(0, 1), "web1");
    private static final CountedDomain DB = new CountedDomain(new UUID(0, 2), "db1");
    private static final Duration CYCLE = Duration.ofSeconds(5);

    @TempDir
    private Path temporary;

    private final FakePerfKernel kernel = new FakePerfKernel();
    private final ManualClock clock = new ManualClock();
    private FakeHost host;
    private PerfAccessCounter counter;

    @BeforeEach
    void startTwoDomains() throws IOException {
        host = new FakeHost(temporary);
        host.startDomain("web1", 70, 500);
        host.addThread(70, 80, "CPU 0/KVM", 510);
        host.addThread(70, 81, "CPU 1/KVM", 510);
        host.startDomain("db1", 90, 600);
        host.addThread(90, 95, "CPU 0/TCG", 610);
        counter = counterOf(List.of("cycles"), List.of("page-faults"));
    }

    @Test
    void firstReading_beginsToCountAndTheSecondHasTheWindow() {
        kernel.run(80, 9_000, 9_000, Map.of("cycles", 9_000L));
        assertReason(readNext(WEB), "counting of domain 'web1' began with this cycle");

        kernel.run(80, 1_000, 1_000, Map.of("cycles", 300L, "page-faults", 20L));
        kernel.run(81, 1_000, 1_000, Map.of("cycles", 5L));

        assertEquals(counted(305, 20), readNext(WEB));
        assertEquals(counted(0, 0), readNext(WEB));
    }

    @Test
    void severalEventsOfATier_areSummed() throws IOException {
        counter = counterOf(List.of("cycles", "instructions"), List.of("page-faults", "cs"));
        readNext(DB);
        kernel.run(95, 10, 10, Map.of("cycles", 1L, "instructions", 2L, "page-faults", 4L, "cs", 8L));

        assertEquals(counted(3, 12), readNext(DB));
    }

    @Test
    void countsOnASharedPmu_areExtrapolatedByThreadAndWindow() {
        readNext(WEB);
        kernel.run(80, 1_000, 1_000, Map.of("cycles", 7L));
        assertEquals(counted(7, 0), readNext(WEB));

        kernel.run(80, 1_000, 250, Map.of("cycles", 100L, "page-faults", 3L));
        kernel.run(81, 1_000, 500, Map.of("cycles", 10L));

        assertEquals(counted(420, 12), readNext(WEB));
    }

    @Test
    void threadThatSlept_leavesTheWindowOfTheOthersValid() {
        readNext(WEB);
        kernel.run(80, 1_000, 1_000, Map.of("cycles", 7L));

        assertEquals(counted(7, 0), readNext(WEB));
    }

    @Test
    void windowWithoutTimeOnThePmu_isDroppedWholly() {
        readNext(WEB);
        kernel.run(80, 1_000, 0, Map.of());
        kernel.run(81, 1_000, 1_000, Map.of("cycles", 7L));
        assertReason(readNext(WEB), "the events had no time on the PMU in this window");

        kernel.run(80, 1_000, 1_000, Map.of("cycles", 3L));
        assertEquals(counted(3, 0), readNext(WEB));
    }

    @Test
    void secondReadingAtTheSameTime_losesNothing() {
        readNext(DB);
        kernel.run(95, 10, 10, Map.of("cycles", 4L));
        assertEquals(counted(4, 0), readNext(DB));
        kernel.run(95, 10, 10, Map.of("cycles", 6L));

        assertReason(read(DB), "read twice at the same time");
        assertEquals(counted(6, 0), readNext(DB));
    }

    @Test
    void pluggedCpu_isCountedFromTheCycleThatSeesIt() throws IOException {
        readNext(DB);
        host.addThread(90, 96, "CPU 1/TCG", 700);
        kernel.run(96, 10, 10, Map.of("cycles", 50L));
        assertEquals(counted(0, 0), readNext(DB));

        kernel.run(96, 10, 10, Map.of("cycles", 8L));
        assertEquals(counted(8, 0), readNext(DB));
    }

    @Test
    void unpluggedCpu_isCountedToItsEndAndClosed() throws IOException {
        readNext(WEB);
        kernel.run(81, 10, 10, Map.of("cycles", 8L));
        host.endThread(70, 81);

        assertEquals(counted(8, 0), readNext(WEB));
        assertEquals(List.of(80, 80), kernel.openThreads());
        assertEquals(counted(0, 0), readNext(WEB));
    }

    @Test
    void threadNumberInNewHands_isOpenedAnew() throws IOException {
        readNext(DB);
        host.addThread(90, 95, "CPU 0/TCG", 800);
        readNext(DB);

        assertEquals(4, kernel.opens());
        assertEquals(2, kernel.openCount());
    }

    @Test
    void restartedDomain_beginsAnew() throws IOException {
        readNext(DB);
        host.endProcess(90);
        host.startDomain("db1", 190, 900);
        host.addThread(190, 195, "CPU 0/TCG", 910);

        assertReason(readNext(DB), "began with this cycle");
        assertEquals(List.of(195, 195), kernel.openThreads());
    }

    @Test
    void restartedDomain_withTheSameProcessNumberBeginsAnew() throws IOException {
        readNext(DB);
        host.endProcess(90);
        host.startDomain("db1", 90, 900);
        host.addThread(90, 95, "CPU 0/TCG", 610);

        assertReason(readNext(DB), "began with this cycle");
        assertEquals(2, kernel.openCount());
    }

    @Test
    void domainNotNamedAnyMore_isClosedAndBeginsAnewWhenNamed() {
        counter.read(List.of(WEB, DB));
        assertEquals(List.of(80, 80, 81, 81, 95, 95), kernel.openThreads());

        readNext(WEB);
        assertEquals(List.of(80, 80, 81, 81), kernel.openThreads());
        assertReason(readNext(DB), "began with this cycle");
    }

    @Test
    void stoppedDomain_isClosed() throws IOException {
        readNext(DB);
        host.endProcess(90);

        assertReason(readNext(DB), "its process 90 ended");
        assertEquals(0, kernel.openCount());
    }

    @Test
    void refusedDomain_keepsNothingOpenAndDoesNotAffectOthers() {
        kernel.refuseThread(81, 13);
        Map<UUID, AccessReading> first = counter.read(List.of(WEB, DB));
        assertReason(
                first.get(WEB.id()), "domain 'web1' is not counted: opening event 'cycles' failed: the daemon may not");
        assertEquals(List.of(95, 95), kernel.openThreads());

        kernel.run(95, 10, 10, Map.of("cycles", 4L));
        clock.advance(CYCLE);
        Map<UUID, AccessReading> second = counter.read(List.of(WEB, DB));
        assertEquals(first.get(WEB.id()), second.get(WEB.id()));
        assertEquals(counted(4, 0), second.get(DB.id()));
    }

    @Test
    void refusedMember_closesItsLeader() {
        kernel.refuseEvent("page-faults", 22);

        assertReason(
                readNext(DB), "opening event 'page-faults' failed: the kernel does not take the event in this group");
        assertEquals(0, kernel.openCount());
    }

    @Test
    void refusedDomain_beginsOnceItIsNotRefused() {
        readNext(DB);
        kernel.failReads(5);
        assertReason(readNext(DB), "reading a group of 2 events failed");
        assertEquals(0, kernel.openCount());

        kernel.refuseNothing();
        assertReason(readNext(DB), "began with this cycle");
    }

    @Test
    void threadThatEndsWhileItIsOpened_isNoFailure() {
        kernel.refuseThread(81, 3);
        readNext(WEB);
        kernel.run(80, 10, 10, Map.of("cycles", 4L));

        assertEquals(counted(4, 0), readNext(WEB));
        assertEquals(List.of(80, 80), kernel.openThreads());
    }

    @Test
    void tooFewDescriptors_areSaidWithHowManyAllDomainsNeed() {
        kernel.limitOpen(5);
        Map<UUID, AccessReading> readings = counter.read(List.of(WEB, DB));

        assertReason(readings.get(WEB.id()), "began with this cycle");
        assertReason(readings.get(DB.id()), "counting all domains takes 6: raise LimitNOFILE");
        assertEquals(4, kernel.openCount());
    }

    @ParameterizedTest
    @CsvSource({"kvm_intel, Y", "kvm_amd, 1"})
    void mediatedPmu_keepsEventsOfTheCpuAwayFromKvmGuests(String module, String value) throws IOException {
        host.writeSys("module/" + module + "/parameters/enable_mediated_pmu", value);
        Map<UUID, AccessReading> readings = counter.read(List.of(WEB, DB));

        assertReason(readings.get(WEB.id()), "KVM gives the PMU to its guests");
        assertReason(readings.get(DB.id()), "began with this cycle");

        counter = counterOf(List.of("minor-faults"), List.of("major-faults"));
        assertReason(readNext(WEB), "began with this cycle");
    }

    @Test
    void mediatedPmu_thatIsOffDoesNotMatter() throws IOException {
        host.writeSys("module/kvm_amd/parameters/enable_mediated_pmu", "N");

        assertReason(readNext(WEB), "began with this cycle");
    }

    @Test
    void wrongEvent_isRefusedAtConstructionByItsSetting() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> counterOf(List.of("cylces"), List.of("cycles")))
                .getMessage()
                .startsWith("near-events: event 'cylces' is wrong: "));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> counterOf(List.of("cycles"), List.of("x/y/")))
                .getMessage()
                .startsWith("far-events: event 'x/y/' is wrong: "));
    }

    @Test
    void close_closesEverythingForGood() {
        counter.read(List.of(WEB, DB));
        counter.close();

        assertEquals(0, kernel.openCount());
        assertThrows(IllegalStateException.class, () -> counter.read(List.of()));
    }

    private PerfAccessCounter counterOf(List<String> near, List<String> far) {
        return new PerfAccessCounter(host.settings(near, far), clock, kernel);
    }

    private AccessReading readNext(CountedDomain domain) {
        clock.advance(CYCLE);
        return read(domain);
    }

    private AccessReading read(CountedDomain domain) {
        return counter.read(List.of(domain)).get(domain.id());
    }

    private static AccessReading counted(double near, double far) {
        return new AccessReading.Counted(new Accesses(near, far, 1024, CYCLE, "perf"));
    }

    private static void assertReason(AccessReading reading, String part) {
        String reason =
                assertInstanceOf(AccessReading.NotCounted.class, reading).reason();
        assertTrue(reason.contains(part), reason);
    }
}
