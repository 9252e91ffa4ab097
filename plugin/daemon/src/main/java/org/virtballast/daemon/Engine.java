/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.BudgetRule;
import org.virtballast.core.Defaults;
import org.virtballast.core.DomainRegistry;
import org.virtballast.core.EnginePorts;
import org.virtballast.core.EngineSettings;
import org.virtballast.core.Journal;
import org.virtballast.core.Rebalancer;
import org.virtballast.core.StatusReporter;
import org.virtballast.core.policy.GuardedPolicy;
import org.virtballast.core.policy.LoadedPolicy;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.report.CyclesReport;
import org.virtballast.core.report.HookReport;
import org.virtballast.core.report.PoliciesReport;
import org.virtballast.core.report.SetupReport;
import org.virtballast.core.report.StartReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.daemon.config.BallastConfiguration;
import org.virtballast.spi.HostView;

/** The core's engine as a configuration asks for it, and as a changed configuration asks for it later. */
final class Engine {
    private static final System.Logger LOG = System.getLogger(Engine.class.getName());
    private static final long MOST_STATS_PERIOD_SECONDS = 10;

    /** A start must not wait for a policy that is slow. */
    private static final Duration MOST_RECALL = Duration.ofSeconds(1);

    private final Rebalancer rebalancer;
    private final Journal journal = new Journal();

    /** Cycles count from 1 in each run: who asks for those after one must not mistake one run for another. */
    private final UUID run = UUID.randomUUID();

    private BallastConfiguration configuration;
    private final Policies policies;
    private volatile StatusReporter reporter;

    /**
     * Makes the engine.
     *
     * @throws StartException where the policy cannot be loaded
     */
    Engine(BallastConfiguration configuration, DomainRegistry registry, EnginePorts ports) throws StartException {
        this.configuration = configuration;
        this.policies = new Policies(configuration);
        this.reporter = reporter(configuration);
        this.rebalancer = new Rebalancer(registry, ports, journal, settings(configuration, policies.used()));
    }

    /** Shows the policy what it was shown before a restart. To be called before the first cycle. */
    void recall(ViewFile kept, Instant now) {
        GuardedPolicy policy = policies.used();
        List<HostView> views = kept.take(policy.loaded(), now);
        if (views.isEmpty()) {
            return;
        }
        if (policy.recall(views, MOST_RECALL)) {
            rebalancer.lastViewWas(Duration.between(views.get(views.size() - 1).time(), now));
            LOG.log(
                    Level.INFO,
                    "The policy ''{0}'' knows the last {1} cycles of before the restart.",
                    policy.loaded().name(),
                    views.size());
            return;
        }
        LOG.log(
                Level.WARNING,
                "The policy ''{0}'' failed or was slow on what it was shown before the restart: it begins with no memory of it.",
                policy.loaded().name());
        try {
            use(policy.loaded().name());
        } catch (PolicyLoadException e) {
            LOG.log(Level.WARNING, "The policy goes on as it is: {0}", e.getMessage());
        }
    }

    /** Keeps what the policy was shown last, for {@link #recall}. */
    void keep(ViewFile file) {
        LoadedPolicy policy = policies.used().loaded();
        file.keep(policy, journal.shown(policy.name()));
    }

    /** Runs one cycle. */
    void cycle() {
        rebalancer.cycle();
    }

    Rebalancer rebalancer() {
        return rebalancer;
    }

    Journal journal() {
        return journal;
    }

    /** The status now, with problems that others know of. */
    StatusReport status(
            boolean connected,
            Optional<HookReport> hook,
            Optional<StartReport> start,
            SetupReport setup,
            List<String> others) {
        List<String> problems = new ArrayList<>(others);
        problems.addAll(policies.problems());
        return reporter.status(connected, rebalancer.paused(), hook, start, Optional.of(setup), problems);
    }

    /** The cycles that are still remembered, after one of this run; all where another run is meant, or none. */
    CyclesReport cycles(Optional<UUID> ofRun, long after) {
        long number = ofRun.filter(run::equals).isPresent() ? after : 0;
        return new CyclesReport(run, Version.current(), journal.cyclesAfter(number));
    }

    /** The policies there are. */
    PoliciesReport policies() throws PolicyLoadException {
        return policies.report();
    }

    /**
     * Has another policy decide, from the next cycle on. Nobody is resized by that alone.
     *
     * @throws PolicyLoadException where it cannot be loaded; everything stays as it was
     */
    synchronized void use(String name) throws PolicyLoadException {
        rebalancer.settings(settings(configuration, policies.use(name)));
    }

    /**
     * Goes on with a changed configuration. A policy whose name, settings and jar stay also keeps what it has learned.
     *
     * @throws StartException where the policy cannot be loaded; everything stays as it was
     */
    synchronized void reconfigure(BallastConfiguration changed) throws StartException {
        rebalancer.settings(settings(changed, policies.reload(changed)));
        reporter = reporter(changed);
        configuration = changed;
    }

    private static EngineSettings settings(BallastConfiguration asked, GuardedPolicy policy) {
        return new EngineSettings(
                policy,
                new BudgetRule(asked.host().budget(), asked.host().reserve()),
                defaults(asked),
                asked.limits(),
                asked.operatorHold(),
                statsPeriod(asked.daemon().rebalanceInterval()));
    }

    private static Defaults defaults(BallastConfiguration asked) {
        return new Defaults(asked.daemon().mode(), asked.policy().targetHitRatio());
    }

    private StatusReporter reporter(BallastConfiguration asked) {
        return new StatusReporter(
                journal,
                defaults(asked),
                asked.limits(),
                Version.current(),
                () -> policies.used().deciding());
    }

    /** Fresh in each cycle, without waking guests for nothing where cycles are rare. */
    static Duration statsPeriod(Duration interval) {
        return Duration.ofSeconds(Math.max(1, Math.min(MOST_STATS_PERIOD_SECONDS, interval.toSeconds() / 2)));
    }
}
