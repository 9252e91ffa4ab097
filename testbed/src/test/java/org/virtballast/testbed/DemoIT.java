/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.spi.ByteSize;
import picocli.CommandLine;

/** The README's demonstration does what it says, and no resize in it moves what the guests hold over the budget. */
final class DemoIT {
    private final Tree tree = Tree.find();

    @TempDir
    private Path folder;

    @AfterEach
    void clean() {
        Program.check(tree.script("guest"), "destroy", "a", "b");
    }

    @Test
    void demo_bringsEachBusyGuestToItsTargetWithinTheBudget() throws Exception {
        long budget = Host.heldByDomains() + (440 + 768) * ByteSize.MIB;
        Path series = folder.resolve("series.json");
        try (BudgetWatch watch = new BudgetWatch(budget)) {
            run(Demo::command, "--json", series.toString());

            assertTrue(Files.size(series) > 0);
            assertTrue(watch.samples() > 100, "too few samples: " + watch.samples());
            System.out.println("the guests held " + ByteSize.format(watch.most()) + " at most in " + watch.samples()
                    + " samples; budget " + ByteSize.format(budget));
            assertTrue(watch.most() <= budget, "over the budget: " + ByteSize.format(watch.most()));
        }
    }

    @Test
    void demo_inObserveModeLeavesTheBusyGuestStarved() {
        run(Demo::command, "--observe");
    }

    @Test
    void demoOfTheLevers_freesByNearDeviceWhatTheBalloonDoesNot() {
        run(LeverDemo::command, "--lever", "near");
    }

    /** Runs a demonstration that is to go as it should; where it does not, its verdict is what the test says. */
    private void run(BiFunction<Tree, PrintStream, CommandLine> demonstration, String... arguments) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int status;
        try (PrintStream out = new PrintStream(said, true, UTF_8)) {
            status = demonstration
                    .apply(tree, out)
                    .setErr(new PrintWriter(out, true, UTF_8))
                    .execute(arguments);
        } finally {
            System.out.println(said.toString(UTF_8));
        }
        List<String> lines = said.toString(UTF_8).lines().toList();
        assertEquals(0, status, () -> "the last it said: " + lines.get(lines.size() - 1));
    }
}
