/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.virtballast.core.BudgetRule;
import org.virtballast.core.Defaults;
import org.virtballast.core.DomainRegistry;
import org.virtballast.core.EnginePorts;
import org.virtballast.core.EngineSettings;
import org.virtballast.core.Journal;
import org.virtballast.core.Rebalancer;
import org.virtballast.core.StatusReporter;
import org.virtballast.core.policy.LoadedPolicy;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.policy.PolicyLoader;
import org.virtballast.core.report.HookReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.daemon.config.BallastConfiguration;

/** The core's engine as a configuration asks for it, and as a changed configuration asks for it later. */
final class Engine implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Engine.class.getName());
    private static final long MOST_STATS_PERIOD_SECONDS = 10;

    private final Rebalancer rebalancer;
    private final Journal journal = new Journal();
    private BallastConfiguration configuration;
    private LoadedPolicy policy;
    private volatile StatusReporter reporter;

    /**
     * Makes the engine.
     *
     * @throws StartException where the policy cannot be loaded
     */
    Engine(BallastConfiguration configuration, DomainRegistry registry, EnginePorts ports) throws StartException {
        this.configuration = configuration;
        this.policy = load(configuration);
        this.reporter = reporter(configuration);
        this.rebalancer = new Rebalancer(registry, ports, journal, settings(configuration, policy));
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

    /** The status now. */
    StatusReport status(boolean connected, Optional<HookReport> hook, List<String> problems) {
        return reporter.status(connected, rebalancer.paused(), hook, problems);
    }

    /**
     * Goes on with a changed configuration. A policy whose name and settings stay also keeps what it has learned.
     *
     * @throws StartException where the policy cannot be loaded; everything stays as it was
     */
    void reconfigure(BallastConfiguration changed) throws StartException {
        LoadedPolicy before = policy;
        boolean samePolicy = changed.policy()
                        .name()
                        .equals(configuration.policy().name())
                && changed.policy().settings().equals(configuration.policy().settings())
                && changed.daemon()
                        .policyDirectories()
                        .equals(configuration.daemon().policyDirectories());
        LoadedPolicy next = samePolicy ? before : load(changed);
        rebalancer.settings(settings(changed, next));
        reporter = reporter(changed);
        policy = next;
        configuration = changed;
        if (!samePolicy) {
            // A cycle that still runs with it may load no more classes from it; it then fails, and the next is sound.
            close(before);
        }
    }

    @Override
    public void close() {
        close(policy);
    }

    private static void close(LoadedPolicy policy) {
        try {
            policy.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The policy jar {0} cannot be closed: {1}.", policy.jar(), e.getMessage());
        }
    }

    private static LoadedPolicy load(BallastConfiguration configuration) throws StartException {
        try {
            return new PolicyLoader(configuration.daemon().policyDirectories())
                    .load(configuration.policy().name(), configuration.policy().settings());
        } catch (PolicyLoadException e) {
            throw new StartException(e.getMessage(), e);
        }
    }

    private static EngineSettings settings(BallastConfiguration asked, LoadedPolicy loaded) {
        return new EngineSettings(
                loaded.policy(),
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
                asked.policy().name());
    }

    /** Fresh in each cycle, without waking guests for nothing where cycles are rare. */
    static Duration statsPeriod(Duration interval) {
        return Duration.ofSeconds(Math.max(1, Math.min(MOST_STATS_PERIOD_SECONDS, interval.toSeconds() / 2)));
    }
}
