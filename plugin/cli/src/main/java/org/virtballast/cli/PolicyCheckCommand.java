/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.virtballast.core.policy.LoadedPolicy;
import org.virtballast.core.policy.PolicyEntry;
import org.virtballast.core.policy.PolicyFolders;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.policy.PolicyLoader;
import org.virtballast.sim.ExaminedPolicy;
import org.virtballast.sim.Scenario;
import org.virtballast.sim.ScenarioReader;
import org.virtballast.sim.Simulation;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicySettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virt-ballast policy check JAR}: tries the policies of a jar before anybody drops it in. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description =
                "Loads a jar as the daemon would, runs its policies through the scenarios beside those that are there,"
                        + " and says how they did and what they did wrong. No daemon is asked and no guest is touched.")
final class PolicyCheckCommand implements Callable<Integer> {
    /** What the daemon waits for, where its configuration does not say otherwise. */
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private final PolicyCheckText text;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "JAR", description = "A policy jar.")
    private Path jar;

    @Option(
            names = "--scenarios",
            paramLabel = "PATH",
            split = ",",
            defaultValue = "${env:VIRT_BALLAST_SCENARIOS:-/usr/share/virt-ballast/scenarios}",
            description = "Scenario files, or folders of them, comma separated; also VIRT_BALLAST_SCENARIOS. Default:"
                    + " ${DEFAULT-VALUE}.")
    private List<Path> scenarios;

    @Option(
            names = "--policy-directories",
            paramLabel = "PATH",
            split = ",",
            defaultValue = "${env:VIRT_BALLAST_POLICY_DIRECTORIES:-/usr/share/virt-ballast/policies}",
            description =
                    "Where the policies are to compare with, comma separated; also VIRT_BALLAST_POLICY_DIRECTORIES.")
    private List<Path> policyDirectories;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    PolicyCheckCommand(PolicyCheckText text) {
        this.text = text;
    }

    @Override
    public Integer call() throws PolicyLoadException {
        Path path = jar.toAbsolutePath().normalize();
        SimulateCommand.quietEngine();
        List<Scenario> suite = suite();
        // As good as shipped, or it could not be tried before it is put in its place; what lies beside it is not run.
        PolicyLoader loader = new PolicyLoader(new PolicyFolders(List.of(path), List.of(), Optional.of(path)));
        List<String> names = names(loader);
        CheckedJar checked = new CheckedJar(path, gate(path), names, suite.size());
        checked.refusal().ifPresent(why -> say(text.remark("The daemon would refuse it as a drop-in: " + why + ".")));
        PolicyLoader others = new PolicyLoader(PolicyOptions.folders(policyDirectories));
        List<String> known = others.list().stream()
                .filter(entry -> !entry.jar().equals(path))
                .flatMap(entry -> entry.name().stream())
                .filter(name -> !names.contains(name))
                .distinct()
                .toList();
        for (Scenario scenario : suite) {
            Simulation simulation = new Simulation(scenario, System::nanoTime);
            for (String name : names) {
                ExaminedPolicy examined = new ExaminedPolicy(() -> load(loader, name), System::nanoTime, DEADLINE);
                checked.board().add(simulation.run(name, examined).score());
                for (ExaminedPolicy.Finding finding : examined.findings()) {
                    say(text.fault(checked.found(name, scenario.name(), finding)));
                }
            }
            for (String name : known) {
                checked.board().add(simulation.run(name, load(others, name)).score());
            }
        }
        say(text.scores(checked.board()));
        say(List.of(text.verdict(checked)));
        if (json) {
            spec.commandLine().getOut().println(PolicyCheckJson.of(checked));
        }
        return checked.sound() ? 0 : 1;
    }

    /** For people, as soon as it is known: a check takes minutes. */
    private void say(List<String> lines) {
        if (!json) {
            lines.forEach(spec.commandLine().getOut()::println);
        }
    }

    /** The policies of the jar. */
    private static List<String> names(PolicyLoader loader) throws PolicyLoadException {
        List<PolicyEntry> entries = loader.list();
        Optional<String> refusal =
                entries.stream().flatMap(entry -> entry.refusal().stream()).findFirst();
        if (refusal.isPresent()) {
            throw new PolicyLoadException(refusal.get() + ".");
        }
        List<String> names = new ArrayList<>();
        for (PolicyEntry entry : entries) {
            String name = entry.name().orElseThrow();
            LoadedPolicy unused = loader.load(name, PolicySettings.DEFAULTS);
            names.add(name);
        }
        return names;
    }

    /** Why the daemon would not take it from where it is. */
    private static Optional<String> gate(Path path) throws PolicyLoadException {
        return new PolicyLoader(new PolicyFolders(List.of(), List.of(), Optional.of(path)))
                .list().stream().flatMap(entry -> entry.refusal().stream()).findFirst();
    }

    /** It was loaded before: that it cannot be now is somebody else's hand. */
    private static Policy load(PolicyLoader loader, String name) {
        try {
            return loader.load(name, PolicySettings.DEFAULTS).policy();
        } catch (PolicyLoadException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private List<Scenario> suite() {
        List<Path> files = new ArrayList<>();
        for (Path given : scenarios) {
            try (Stream<Path> found = Files.walk(given)) {
                found.filter(file -> file.equals(given) || file.toString().endsWith(".json"))
                        .filter(Files::isRegularFile)
                        .sorted()
                        .forEach(files::add);
            } catch (IOException | UncheckedIOException e) {
                throw new ParameterException(
                        spec.commandLine(), "--scenarios: " + given + " cannot be read: " + e.getMessage(), e);
            }
        }
        if (files.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--scenarios: there is none in " + scenarios);
        }
        return files.stream().map(ScenarioReader::read).toList();
    }
}
