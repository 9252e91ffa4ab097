/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.core.report.StatusReport;

/** libvirtd fails while moves between two guests, whose sizes are all of the budget, are under way. */
final class LibvirtFaultIT {
    private static final int LARGE = 1024;
    private static final int SMALL = 256;
    private static final int MIDDLE = 640;

    /** No cycle may take longer, whatever libvirt does; twice the deadline of a call to it. */
    private static final Duration LONGEST_CYCLE = Duration.ofSeconds(10);

    /** The control socket needs milliseconds; this much is for a machine that is busy with all else. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);

    private static ScriptedHost host;
    private static Guest one;
    private static Guest other;

    @BeforeAll
    static void startGuests() {
        host = new ScriptedHost(LARGE + SMALL);
        one = host.start("libvirt-one", "--near", Integer.toString(LARGE));
        other = host.start("libvirt-other", "--near", Integer.toString(LARGE), "--balloon", Integer.toString(SMALL));
        one.booted();
        other.booted().settled();
    }

    @AfterAll
    static void removeGuests() throws Exception {
        host.close();
    }

    @BeforeEach
    void startDaemon() throws Exception {
        host.stopDaemon();
        other.resize(SMALL);
        one.resize(LARGE);
        host.startDaemon();
    }

    @Test
    void killedLibvirtd_leavesTheGuestsRunningAndTheMoveIsFollowedToItsEnd() throws Exception {
        host.want(Map.of(one, MIDDLE, other, MIDDLE));
        host.awaitAsked(one, MIDDLE);

        Program.check(host.tree().script("libvirtd"), "kill");

        Eventually.await("the daemon is connected again", ScriptedHost.SOON, () -> {
            String log = host.daemon().log();
            int lost = log.indexOf("is lost");
            return lost >= 0 && log.indexOf("connected to qemu:///system", lost) >= 0;
        });
        host.awaitSize(one, MIDDLE);
        host.awaitSize(other, MIDDLE);
        assertFalse(
                host.daemon().log().contains("somebody else resized it"),
                host.daemon().log());
        assertTrue(host.daemon().status().committed() <= host.budget());
        one.booted();
        other.booted();
    }

    @Test
    void frozenLibvirtd_holdsUpNeitherCyclesNorControlSocketAndIsUsedAgainAfterwards() throws Exception {
        host.want(Map.of(one, MIDDLE, other, MIDDLE));
        host.awaitAsked(one, MIDDLE);

        Process freeze = new ProcessBuilder(host.tree().script("libvirtd"), "freeze", "20")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(new File("/dev/null"))
                .start();
        CycleWatch watch = new CycleWatch();
        try {
            while (freeze.isAlive()) {
                watch.look(host.daemon());
            }
        } finally {
            assertTrue(freeze.waitFor(60, TimeUnit.SECONDS), "libvirtd is still frozen");
        }
        assertEquals(0, freeze.exitValue());
        System.out.println("libvirtd frozen: " + watch);
        assertTrue(watch.longestCycle().compareTo(LONGEST_CYCLE) <= 0, watch::toString);
        assertTrue(watch.longestPause().compareTo(LONGEST_CYCLE) <= 0, watch::toString);
        assertTrue(watch.longestAnswer().compareTo(LONGEST_ANSWER) <= 0, watch::toString);

        host.awaitSize(one, MIDDLE);
        host.awaitSize(other, MIDDLE);
        Eventually.await("all is well again", ScriptedHost.SOON, () -> {
            StatusReport status = host.daemon().status();
            return status.connected() && status.problems().isEmpty() && status.committed() <= host.budget();
        });
        assertFalse(
                host.daemon().log().contains("somebody else resized it"),
                host.daemon().log());
    }
}
