/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.Mode;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.HitRatioReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.spi.ByteSize;

final class StatusReporterTest {
    private static final long MIB = ByteSize.MIB;

    private final Engine engine = new Engine(4000 * MIB);
    private final StatusReporter reporter = new StatusReporter(
            engine.journal, new Defaults(Mode.AUTO, 0.95), Engine.LIMITS, "1.2.3", () -> "hit-ratio");
    private final FakeGuest web = engine.start(FakeGuest.ofMib(1, "web1", 1000, 4000));

    @Test
    void statusBeforeTheFirstCycle_saysWhatTheDaemonKnows() {
        StatusReport status = reporter.status(
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("libvirt does not answer."));

        assertEquals("1.2.3", status.version());
        assertEquals("auto", status.mode());
        assertEquals("hit-ratio", status.policy());
        assertFalse(status.connected());
        assertEquals(0, status.cycle());
        assertEquals(Optional.empty(), status.time());
        assertEquals(List.of(), status.domains());
        assertEquals(List.of("libvirt does not answer."), status.problems());
    }

    @Test
    void status_saysWhatTheLastCycleSaw() {
        engine.counter.counts(web, 300, 100);
        engine.cycles(2);

        StatusReport status =
                reporter.status(true, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
        assertTrue(status.connected());
        assertEquals(2, status.cycle());
        assertEquals(Optional.of(engine.clock.wall()), status.time());
        assertEquals(0, status.cycleMillis());
        assertEquals(4000 * MIB, status.budget());
        assertEquals(1000 * MIB, status.committed());
        DomainReport report = status.domains().get(0);
        assertEquals(web.id, report.id());
        assertEquals("web1", report.name());
        assertEquals("running", report.state());
        assertEquals("auto", report.mode());
        assertEquals(1000 * MIB, report.current());
        assertEquals(1000 * MIB, report.target());
        assertEquals(64 * MIB, report.min());
        assertEquals(4000 * MIB, report.max());
        assertEquals(OptionalLong.of(600 * MIB), report.floor());
        assertEquals(OptionalLong.of(500 * MIB), report.usable());
        assertEquals(0.95, report.targetHitRatio());
        HitRatioReport hitRatio = report.hitRatio().orElseThrow();
        assertEquals(0.75, hitRatio.estimate(), 1e-12);
        assertTrue(hitRatio.low() < 0.75 && 0.75 < hitRatio.high());
        assertEquals(5, hitRatio.windowSeconds());
        assertEquals("fake", hitRatio.source());
        assertEquals(720, hitRatio.samples(), 1e-9);
        assertEquals(Optional.of(80.0), report.accessesPerSecond());
        assertEquals(100, report.weight());
        assertTrue(report.eligible());
        assertEquals("Keeps 1000MiB: the policy wants no change.", report.decision());
        assertEquals(Optional.empty(), report.lastMove());
        assertEquals(List.of(), report.problems());
    }

    @Test
    void moveOfTheLastCycle_isNewerThanWhatItSaw() {
        engine.wants(web, 900 * MIB);
        engine.cycle();

        DomainReport report = reporter.status(
                        true, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of())
                .domains()
                .get(0);
        assertEquals(1000 * MIB, report.current());
        assertEquals(900 * MIB, report.target());
        assertEquals("applied", report.lastMove().orElseThrow().outcome());
        assertEquals("1000MiB to 900MiB: the test wants it.", report.decision());
    }

    @Test
    void moveThatFailed_mayBeUnderWayAllTheSame() {
        engine.hypervisor.resizeFailures.put(web.id, FakeHypervisor.refused("no"));
        engine.wants(web, 900 * MIB);
        engine.cycle();

        DomainReport report = reporter.status(
                        true, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of())
                .domains()
                .get(0);
        assertEquals(900 * MIB, report.target());
        assertEquals("failed", report.lastMove().orElseThrow().outcome());
    }

    @Test
    void moveThatWasOnlyObserved_isNoTarget() {
        engine.mode(Mode.OBSERVE);
        engine.wants(web, 900 * MIB);
        engine.cycle();

        DomainReport report = reporter.status(
                        true, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of())
                .domains()
                .get(0);
        assertEquals(1000 * MIB, report.target());
        assertEquals("observed", report.lastMove().orElseThrow().outcome());
        assertEquals("observe", report.mode());
    }

    @Test
    void moveUnderWay_isTheTarget() {
        web.stuck = true;
        engine.wants(web, 900 * MIB);
        engine.cycles(2);

        assertEquals(
                900 * MIB,
                reporter.status(true, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of())
                        .domains()
                        .get(0)
                        .target());
    }

    @Test
    void whatIsUnknown_isAbsent() {
        web.reports = false;
        web.state = DomainSample.State.PAUSED;
        engine.counter.cannotCount(web, "No PMU counts 'web1'.");
        engine.cycle();

        DomainReport report = reporter.status(
                        true, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of())
                .domains()
                .get(0);
        assertEquals(OptionalLong.empty(), report.floor());
        assertEquals(OptionalLong.empty(), report.usable());
        assertEquals(Optional.empty(), report.hitRatio());
        assertEquals(Optional.empty(), report.accessesPerSecond());
        assertEquals("paused", report.state());
        assertFalse(report.eligible());
        assertEquals("Keeps 1000MiB: it is paused.", report.decision());
        assertEquals(List.of("No PMU counts 'web1'."), report.problems());
    }

    @Test
    void problems_areTheDaemonsTheCyclesAndTheHosts() {
        web.sampled = false;
        engine.policy(host -> {
            throw new IllegalStateException("a bug");
        });
        engine.cycle();

        List<String> problems = reporter.status(
                        true,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of("The hook is missing."))
                .problems();

        assertEquals(3, problems.size());
        assertEquals("The hook is missing.", problems.get(0));
        assertTrue(problems.get(1).startsWith("The policy failed"));
        assertTrue(problems.get(2).startsWith("web1 runs but could not be sampled"));
    }

    @Test
    void cycleThatSawNothing_saysWhy() {
        engine.hypervisor.sampleFailure =
                Optional.of(new HypervisorException(HypervisorException.Kind.DISCONNECTED, "libvirt does not answer."));
        engine.cycle();

        StatusReport status =
                reporter.status(false, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
        assertEquals(1, status.cycle());
        assertEquals(List.of("libvirt does not answer."), status.problems());
        assertEquals(List.of(), status.domains());
    }
}
