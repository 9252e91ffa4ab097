/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.virtballast.cli.ControlException;
import org.virtballast.spi.ByteSize;

/** Policies are switched while a real guest runs, and hostile ones dropped in. */
final class PolicyIT {
    private static final int LARGE = 512;
    private static final int MIDDLE = 384;

    private static ScriptedHost host;
    private static Guest guest;
    private static Path hostile;

    @BeforeAll
    static void startGuest() throws Exception {
        host = new ScriptedHost(LARGE);
        hostile = DaemonProcess.DROP_INS.resolve("hostile.jar");
        host.startDaemon();
        PolicyJars.pack(
                hostile, HostilePolicies.Spins.class, HostilePolicies.Throws.class, HostilePolicies.Babbles.class);
        guest = host.startNormal("policy", "--near", Integer.toString(LARGE));
    }

    @AfterAll
    static void removeGuest() throws Exception {
        Files.deleteIfExists(hostile);
        host.close();
    }

    @Test
    void hostilePolicies_hurtNobodyAndEndInQuarantine() throws Exception {
        host.want(guest, MIDDLE);
        host.awaitSize(guest, MIDDLE);
        for (String name : List.of("throws", "spins")) {
            long before = host.daemon().status().cycle();
            String done = host.command("policy", "use", name);
            assertTrue(done.startsWith("'" + name + "' decides from the next cycle on"), done);

            host.daemon().await(name + " is in quarantine", ScriptedHost.SOON, () -> quarantined(name));
            assertEquals("hit-ratio", host.daemon().status().policy());
            assertTrue(host.command("policy", "list").contains("quarantine"), host.command("policy", "list"));
            host.awaitCycles(3);
            assertTrue(host.daemon().status().cycle() > before + 5, "the cycles went on");
            assertEquals(MIDDLE * ByteSize.MIB, guest.current(), "and resized nobody");
        }
        host.command("policy", "use", "babbles");
        host.awaitCycles(12);
        long size = guest.current();
        assertTrue(size > 64 * ByteSize.MIB && size <= LARGE * ByteSize.MIB, "within floor and maximum: " + size);
        assertEquals("babbles", host.daemon().status().policy(), "what makes no sense is refused item by item");
        assertFalse(host.daemon().log().contains("\u001b"), "and commands no terminal");

        String done = host.command("policy", "use", "scripted");

        assertTrue(done.contains("write name = scripted under [policy] to keep it"), done);
        host.awaitSize(guest, MIDDLE);
        assertTrue(host.daemon().status().problems().isEmpty());
    }

    private static boolean quarantined(String name) throws ControlException {
        String problem = "The policy '" + name + "' is in quarantine: it failed 3 times in a row";
        return host.daemon().status().problems().stream().anyMatch(known -> known.startsWith(problem));
    }

    @Test
    void reload_goesBackToWhatIsConfigured() throws Exception {
        host.want(guest, MIDDLE);
        host.awaitSize(guest, MIDDLE);
        host.command("policy", "use", "static");
        host.awaitCycles(2);
        assertEquals("static", host.daemon().status().policy());
        assertEquals(MIDDLE * ByteSize.MIB, guest.current(), "the switch alone resizes nobody");

        host.want(guest, LARGE);

        assertEquals("scripted", host.daemon().status().policy());
        host.awaitSize(guest, LARGE);
    }

    @Test
    void jarThatIsReplacedOrUntrusted_isSaidAndLeavesThePolicyInUse() throws Exception {
        Path scripted = DaemonProcess.policies(host.tree()).resolve("scripted.jar");
        byte[] good = Files.readAllBytes(scripted);
        try {
            Files.writeString(scripted, "this is no jar");
            host.daemon().signal("HUP");
            host.daemon()
                    .await(
                            "the reload is refused",
                            ScriptedHost.SOON,
                            () -> host.daemon().log().contains("The configuration in force stays as it was."));
            host.awaitCycles(2);
            assertEquals("scripted", host.daemon().status().policy(), "the old one is kept");
        } finally {
            Files.write(scripted, good);
        }
        Files.setPosixFilePermissions(hostile, PosixFilePermissions.fromString("rw-rw-rw-"));
        try {
            String list = host.command("policy", "list").replaceAll("\\s+", " ");
            assertTrue(list.contains("others may write to " + hostile), list);
        } finally {
            Files.setPosixFilePermissions(hostile, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }
}
