/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The doctor finds what is wrong with a real host and its guests, and nothing where all is well. */
final class DoctorIT {
    private static final String HOOK = "/etc/libvirt/hooks/qemu.d/vbtest-virt-ballast";

    /** A guest that says nothing has three minutes to boot. */
    private static final Duration BOOT = Duration.ofMinutes(5);

    private static ScriptedHost host;
    private static Guest sound;
    private static Guest deaf;

    @BeforeAll
    static void startGuests() throws Exception {
        host = new ScriptedHost(512);
        Program.check(host.tree().script("hook"), "install");
        host.startDaemon();
        deaf = host.start("deaf", "--near", "128", "--no-balloon-driver");
        sound = host.startNormal("sound", "--near", "128");
    }

    @BeforeEach
    void installHook() {
        Program.check(host.tree().script("hook"), "install");
    }

    @AfterAll
    static void removeGuests() throws Exception {
        host.close();
    }

    @Test
    void soundHost_hasNoErrorAndItsHookIsProved() throws Exception {
        // A daemon that another test started anew has heard of no start.
        Guest proof = host.startNormal("proof", "--near", "128");
        try {
            Diagnosis diagnosis = examine();

            assertEquals(0, diagnosis.status(), diagnosis::toString);
            for (String check :
                    new String[] {"daemon", "libvirt", "hook-file", "hook", "tiers", "rights", "policies"}) {
                assertEquals("ok", diagnosis.verdict(check), check + " in " + diagnosis);
            }
            assertEquals("ok", diagnosis.verdict("balloon", sound));
            assertTrue(diagnosis.sentence("hook").contains(proof.domain()), diagnosis::toString);
            String text = host.command("doctor", "--hook", HOOK);
            assertTrue(text.contains("ok      daemon: virt-ballastd "), text);
            assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
            assertFalse(text.contains("\u001b"), "no colours in a pipe: " + text);
        } finally {
            proof.close();
        }
    }

    @Test
    void daemonDown_isTheErrorAndTheGuestsAreLookedAtAllTheSame() throws Exception {
        host.stopDaemon();
        try {
            Diagnosis down = examine();

            assertEquals(1, down.status(), down::toString);
            assertEquals("error", down.verdict("daemon"));
            assertEquals("systemctl start virt-ballast", down.command("daemon"));
            assertEquals("ok", down.verdict("libvirt"));
            assertEquals("ok", down.verdict("hook-file"));
            assertEquals("ok", down.verdict("balloon", sound));
        } finally {
            host.restartDaemon();
        }
        Diagnosis up = examine();
        assertEquals(0, up.status(), up::toString);
        assertEquals("note", up.verdict("hook"), "there, and not proved before it speaks");
        assertTrue(up.sentence("hook").contains("not proved"), up::toString);
        assertTrue(up.command("hook").contains("libvirtd"), up::toString);
    }

    @Test
    void hookThatIsRemoved_isMissedWhenAGuestStarts() throws Exception {
        // So that what it said before does not count.
        host.restartDaemon();
        Program.check(host.tree().script("hook"), "remove");
        assertEquals("warning", examine().verdict("hook-file"));

        Guest unheard = host.start("unheard", "--near", "128");
        try {
            host.daemon()
                    .await(
                            "the doctor misses the hook",
                            ScriptedHost.SOON,
                            () -> examine().verdict("hook").equals("warning"));
            Diagnosis missed = examine();
            assertEquals(0, missed.status(), "libvirt's events serve: " + missed);
            assertTrue(missed.sentence("hook").contains(unheard.domain()), missed::toString);
        } finally {
            unheard.close();
        }
    }

    @Test
    void guestWithoutABalloonDevice_isNamed() throws Exception {
        Guest none = host.start("none", "--near", "128", "--no-balloon");
        try {
            Diagnosis diagnosis = examine();

            assertEquals("warning", diagnosis.verdict("balloon", none), diagnosis::toString);
            assertEquals("ok", diagnosis.verdict("balloon", sound), diagnosis::toString);
        } finally {
            none.close();
        }
    }

    @Test
    void guestWithoutABalloonDriver_isNamed() throws Exception {
        host.daemon()
                .await(
                        deaf.domain() + " is driverless",
                        BOOT,
                        () -> host.report(deaf)
                                .filter(report -> report.condition().equals("driverless"))
                                .isPresent());
        Diagnosis diagnosis = examine();

        assertEquals("warning", diagnosis.verdict("driver", deaf), diagnosis::toString);
        assertEquals("ok", diagnosis.verdict("balloon", deaf), "the device is there");
    }

    private static Diagnosis examine() throws IOException {
        Program.Result run = Program.run(
                host.tree().path("packaging/bin/virt-ballast").toString(),
                "doctor",
                "--json",
                "--socket",
                DaemonProcess.RUNTIME.resolve("control.sock").toString(),
                "--hook",
                HOOK);
        return new Diagnosis(run.status(), new ObjectMapper().readTree(run.output()));
    }

    /**
     * What the doctor said.
     *
     * @param status its exit status
     * @param json its JSON
     */
    private record Diagnosis(int status, JsonNode json) {
        String verdict(String check) {
            return finding(check, Optional.empty()).get("verdict").asText();
        }

        String verdict(String check, Guest guest) {
            return finding(check, Optional.of(guest.domain())).get("verdict").asText();
        }

        String sentence(String check) {
            return finding(check, Optional.empty()).get("sentence").asText();
        }

        String command(String check) {
            return finding(check, Optional.empty()).get("command").asText();
        }

        private JsonNode finding(String check, Optional<String> domain) {
            return StreamSupport.stream(json.get("findings").spliterator(), false)
                    .filter(finding -> finding.get("check").asText().equals(check)
                            && domain.equals(Optional.of(finding.get("domain"))
                                    .filter(name -> !name.isNull())
                                    .map(JsonNode::asText)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no finding of " + check + " in " + json));
        }
    }
}
