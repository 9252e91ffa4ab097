/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;

/** All policies of this project through all of its scenarios. */
final class BuiltInPoliciesTest {
    private static final Path FOLDER = Path.of("../../scenarios");

    private static List<Path> scenarios() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("the scenarios cannot be listed", e);
        }
    }

    @Test
    void policies_areAllHere() {
        assertEquals(
                List.of("headroom", "hit-ratio", "idle-tax", "maxmem", "proportional", "static"),
                BuiltInPolicies.names());
        assertTrue(scenarios().size() >= 25, "the suite has " + scenarios().size());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyPolicy_keepsEveryPromise(Path file) {
        for (String name : BuiltInPolicies.names()) {
            EngineRun run = new EngineRun(ScenarioReader.read(file));
            List<HostView> views = new ArrayList<>();
            List<Proposal> proposals = new ArrayList<>();
            Policy policy = BuiltInPolicies.create(name);
            List<DomainTrace> traces = run.run(
                    host -> {
                        views.add(host);
                        proposals.add(policy.propose(host));
                        return proposals.get(proposals.size() - 1);
                    },
                    () -> {});

            assertEquals(new Violations(0, 0, 0, 0, 0, 0), run.violations(), name);
            assertTrue(!traces.isEmpty() && views.size() > 10, name + " was asked");
            checkAgain(name, views, proposals);
        }
    }

    /** The same views have the same proposals, and each domain a word. */
    private static void checkAgain(String name, List<HostView> views, List<Proposal> proposals) {
        Policy twin = BuiltInPolicies.create(name);
        for (int cycle = 0; cycle < views.size(); cycle++) {
            Proposal proposal = proposals.get(cycle);
            assertEquals(proposal, twin.propose(views.get(cycle)), name + " in cycle " + cycle);
            for (DomainView view : views.get(cycle).domains()) {
                UUID id = view.id();
                boolean named =
                        proposal.targets().containsKey(id) ^ proposal.notes().containsKey(id);
                assertTrue(named, name + " in cycle " + cycle + " of " + view.name() + ": " + proposal);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void settingThatThereIsNot_isRefused(String name) {
        PolicySettings settings = new PolicySettings(Map.of("no-such-thing", "1"));

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> BuiltInPolicies.create(name, settings));

        assertTrue(refusal.getMessage().startsWith("no-such-thing is no setting of this policy; it has "));
    }

    private static List<String> names() {
        return BuiltInPolicies.names();
    }
}
