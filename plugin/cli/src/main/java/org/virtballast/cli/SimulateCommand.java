/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.virtballast.core.policy.LoadedPolicy;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.sim.Scenario;
import org.virtballast.sim.ScenarioReader;
import org.virtballast.sim.ScoreBoard;
import org.virtballast.sim.ScoreJson;
import org.virtballast.sim.Simulation;
import org.virtballast.spi.PolicySettings;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virt-ballast simulate}: how policies do on simulated hosts. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Runs the whole engine with each policy through each scenario, on a simulated host and clock, and scores them"
                    + " beside an oracle. No daemon is asked and no guest is touched."
        },
        footer = {
            "",
            "ON TARGET is the share of guest and cycle pairs on their target, FEASIBLE the same where the oracle is on"
                    + " target, SHORTFALL how far below target on average, ORACLE the oracle's, FAR+ the far accesses beyond"
                    + " the oracle's in all accesses."
        })
final class SimulateCommand implements Callable<Integer> {
    private static final int MOST_COPIES = 1000;

    /** What the engine says of each resize is for a daemon's log; kept here, since loggers are garbage collected. */
    private static final Logger ENGINE = Logger.getLogger("org.virtballast.core");

    private final ScoreTable table;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SCENARIO", arity = "1..*", description = "Scenario files.")
    private List<Path> files;

    @Mixin
    private PolicyOptions policies;

    @Option(
            names = "--replicate",
            paramLabel = "N",
            defaultValue = "1",
            description = "Each guest, the budget and the host so many times, 1 to " + MOST_COPIES + ".")
    private int copies;

    @ArgGroup
    private Form form = new Form();

    /** In the place of lines for people. */
    private static final class Form {
        @Option(names = "--json", description = "Print a line of JSON for each scenario and policy.")
        private boolean json;

        @Option(
                names = "--page",
                description = "Print tables in Markdown when all is done: what each policy comes to, and each on each"
                        + " scenario.")
        private boolean page;
    }

    SimulateCommand(ScoreTable table) {
        this.table = table;
    }

    @Override
    public Integer call() throws PolicyLoadException {
        if (copies < 1 || copies > MOST_COPIES) {
            throw new ParameterException(
                    spec.commandLine(), "--replicate is " + copies + ", and 1 to " + MOST_COPIES + " is allowed");
        }
        quietEngine();
        // All are read before any is run: a mistake in the last should not show after minutes.
        List<Scenario> scenarios = new ArrayList<>();
        for (Path file : files) {
            scenarios.add(ScenarioReader.read(file).replicated(copies));
        }
        for (String policy : policies.names()) {
            LoadedPolicy unused = load(policy);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!form.json && !form.page) {
            out.println(table.header());
        }
        ScoreBoard board = new ScoreBoard();
        boolean failed = false;
        for (Scenario scenario : scenarios) {
            Simulation simulation = new Simulation(scenario, System::nanoTime);
            for (String policy : policies.names()) {
                failed |= run(simulation, policy, scenario.name(), board);
            }
        }
        if (form.page) {
            new ScorePage(board).lines().forEach(out::println);
        }
        return failed ? 1 : 0;
    }

    /** What the engine says of each resize would drown what a run comes to. */
    static void quietEngine() {
        ENGINE.setLevel(Level.SEVERE);
    }

    /** Whether the policy failed: its score is printed all the same. */
    private boolean run(Simulation simulation, String name, String scenario, ScoreBoard board)
            throws PolicyLoadException {
        PrintWriter out = spec.commandLine().getOut();
        LoadedPolicy policy = load(name);
        Simulation.Result result = simulation.run(name, policy.policy());
        board.add(result.score());
        if (form.json) {
            out.println(ScoreJson.line(result.score()));
        } else if (!form.page) {
            table.lines(result.score()).forEach(out::println);
        }
        out.flush();
        result.policyFailure()
                .ifPresent(how -> spec.commandLine()
                        .getErr()
                        .println(Terminal.safe(
                                "The policy '" + name + "' in scenario '" + scenario + "' " + how + ".")));
        return result.policyFailure().isPresent();
    }

    private LoadedPolicy load(String name) throws PolicyLoadException {
        return policies.load(name, PolicySettings.DEFAULTS);
    }
}
