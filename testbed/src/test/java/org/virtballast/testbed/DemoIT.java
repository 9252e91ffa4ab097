/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.spi.ByteSize;

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
            int status = Demo.command(tree, System.out).execute("--json", series.toString());

            assertEquals(0, status);
            assertTrue(Files.size(series) > 0);
            assertTrue(watch.samples() > 100, "too few samples: " + watch.samples());
            System.out.println("the guests held " + ByteSize.format(watch.most()) + " at most in " + watch.samples()
                    + " samples; budget " + ByteSize.format(budget));
            assertTrue(watch.most() <= budget, "over the budget: " + ByteSize.format(watch.most()));
        }
    }

    @Test
    void demo_inObserveModeLeavesTheBusyGuestStarved() {
        assertEquals(0, Demo.command(tree, System.out).execute("--observe"));
    }

    @Test
    void demoOfTheLevers_freesByNearDeviceWhatTheBalloonDoesNot() {
        assertEquals(0, LeverDemo.command(tree, System.out).execute("--lever", "near"));
    }
}
