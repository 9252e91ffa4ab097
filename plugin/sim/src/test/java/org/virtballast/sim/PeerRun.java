/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.virtballast.core.Defaults;
import org.virtballast.core.StatusReporter;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.Mode;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.policy.hitratio.HitRatioPolicyFactory;
import org.virtballast.spi.PolicySettings;

/** A scenario, run with the hit-ratio policy: what was seen in each second, and what the engine said. */
final class PeerRun {
    /** Where the scenarios are in which a peer fails. */
    static final Path FOLDER = Path.of("../../scenarios/peers");

    private final Scenario scenario;
    private final EngineRun run;
    private final StatusReporter reporter;
    private final List<DomainTrace> traces;

    /** What was in each second, the first before the first cycle. */
    private final List<Moment> seconds = new ArrayList<>();

    /** What the engine said after each cycle. */
    private final List<StatusReport> said = new ArrayList<>();

    /**
     * The host at the beginning of a second.
     *
     * @param sizes what the guests have, in the scenario's order; 0 where one is not there
     * @param committed what they have or were asked to have, whichever is more
     * @param targets what they were last asked to have
     */
    private record Moment(List<Long> sizes, List<Long> committed, List<Long> targets, long budget) {}

    private PeerRun(Scenario scenario, UnaryOperator<Hypervisor> way) {
        this.scenario = scenario;
        run = new EngineRun(scenario, way);
        reporter = new StatusReporter(
                run.journal(), new Defaults(Mode.AUTO, 0.95), scenario.limits(), "test", () -> "hit-ratio");
        watch();
        traces = run.run(new HitRatioPolicyFactory().create(PolicySettings.DEFAULTS), this::watch);
    }

    /** Runs a scenario of the peers' folder. */
    static PeerRun of(String name) {
        return of(name, UnaryOperator.identity());
    }

    /** Runs a scenario of this project's own. */
    static PeerRun ours(String name) {
        return new PeerRun(ScenarioReader.read(FOLDER.resolveSibling(name + ".json")), UnaryOperator.identity());
    }

    /** Runs a scenario of the peers' folder with something between the engine and the hypervisor. */
    static PeerRun of(String name, UnaryOperator<Hypervisor> way) {
        return new PeerRun(ScenarioReader.read(FOLDER.resolve(name + ".json")), way);
    }

    private void watch() {
        SimulatedHost host = run.host();
        seconds.add(new Moment(
                each(host, guest -> guest.lever().size()),
                each(host, SimulatedGuest::committed),
                each(host, guest -> guest.lever().target()),
                host.budget()));
        if ((host.clock().second() - 1) % scenario.interval() == 0) {
            said.add(reporter.status(true, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of()));
        }
    }

    private static List<Long> each(SimulatedHost host, ToLongFunction<SimulatedGuest> of) {
        return host.guests().stream()
                .map(guest -> host.present(guest) ? of.applyAsLong(guest) : 0L)
                .toList();
    }

    Violations violations() {
        return run.violations();
    }

    /** The last second. */
    long end() {
        return seconds.size() - 1L;
    }

    /** The size that a domain has at the beginning of a second; 0 where it is not there. */
    long size(String domain, long second) {
        return at(second).sizes().get(index(domain));
    }

    /** The smallest size that a domain has from a second on. */
    long least(String domain, long from) {
        return from(from).map(second -> size(domain, second)).min().orElseThrow();
    }

    /** The largest size that a domain has from a second on. */
    long most(String domain, long from) {
        return from(from).map(second -> size(domain, second)).max().orElseThrow();
    }

    /** What all guests have together. */
    long sum(long second) {
        return sum(at(second).sizes());
    }

    /** What all guests have or were asked to have, whichever is more of each. */
    long committed(long second) {
        return sum(at(second).committed());
    }

    /** What all guests were last asked to have, as if they had it. */
    long promised(long second) {
        return sum(at(second).targets());
    }

    long budget(long second) {
        return at(second).budget();
    }

    /** The first second from which on a condition holds to the end. */
    long heldFrom(LongPredicate condition) {
        long second = end() + 1;
        while (second > 0 && condition.test(second - 1)) {
            second--;
        }
        return second;
    }

    /** How often the engine asked a domain for another size, from a second on. */
    long resizes(String domain, long from) {
        return traces.get(index(domain)).resizes().stream()
                .filter(second -> second >= from)
                .count();
    }

    /** How often the engine asked any domain for another size, from a second on. */
    long resizes(long from) {
        return scenario.domains().stream()
                .mapToLong(domain -> resizes(domain.name(), from))
                .sum();
    }

    /** How often a domain's size turned round. */
    int flips(String domain) {
        return traces.get(index(domain)).flips();
    }

    /** A domain's true hit ratio in the interval that a second lies in. */
    double hitRatio(String domain, long second) {
        return traces.get(index(domain)).hitRatios()[(int) (second / scenario.interval())];
    }

    /** What the engine said after the last cycle before a second. */
    StatusReport status(long second) {
        return said.get((int) ((second - 1) / scenario.interval()));
    }

    /** What the engine said of a domain after the last cycle before a second. */
    DomainReport report(String domain, long second) {
        return status(second).domains().stream()
                .filter(report -> report.name().equals(domain))
                .findFirst()
                .orElseThrow();
    }

    /** Whether the engine ever said of a domain that it is in a condition. */
    boolean wasEver(String domain, String condition) {
        return said.stream()
                .flatMap(status -> status.domains().stream())
                .anyMatch(report ->
                        report.name().equals(domain) && report.condition().equals(condition));
    }

    /** What the engine explains of a domain at the end, the oldest first. */
    List<String> explained(String domain) {
        return run.journal().explain(domain).orElseThrow().entries().stream()
                .map(ExplainReport.Entry::sentence)
                .toList();
    }

    Scenario scenario() {
        return scenario;
    }

    private Moment at(long second) {
        return seconds.get((int) second);
    }

    private LongStream from(long second) {
        return LongStream.rangeClosed(second, end());
    }

    private int index(String domain) {
        for (int index = 0; index < scenario.domains().size(); index++) {
            if (scenario.domains().get(index).name().equals(domain)) {
                return index;
            }
        }
        throw new IllegalArgumentException("no domain " + domain + " in " + scenario.name());
    }

    private static long sum(List<Long> sizes) {
        return sizes.stream().mapToLong(Long::longValue).sum();
    }
}
