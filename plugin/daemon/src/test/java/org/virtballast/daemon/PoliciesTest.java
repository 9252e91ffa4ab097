/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.core.policy.GuardedPolicy;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.report.PoliciesReport;
import org.virtballast.daemon.config.BallastConfiguration;
import org.virtballast.daemon.config.ConfigurationReader;

final class PoliciesTest {
    @TempDir
    private Path temporary;

    private Path shipped;

    @BeforeEach
    void shipHitRatio() throws IOException {
        shipped = Files.createDirectory(temporary.resolve("shipped"));
        PolicyJar.putInto(shipped);
    }

    @Test
    void configuredPolicy_isUsed() throws Exception {
        Policies policies = new Policies(configuration(""));

        assertEquals("hit-ratio", policies.used().loaded().name());
        assertTrue(policies.problems().isEmpty());
        assertEquals(
                new PoliciesReport(
                        "hit-ratio",
                        "hit-ratio",
                        Optional.empty(),
                        List.of(new PoliciesReport.Entry(
                                Optional.of("hit-ratio"),
                                shipped.resolve("hit-ratio.jar").toString(),
                                "shipped",
                                true,
                                Optional.empty()))),
                policies.report());
    }

    @Test
    void reloadThatChangesNothing_keepsWhatThePolicyLearned() throws Exception {
        Policies policies = new Policies(configuration("[policy.hit-ratio]\nspare = 0.2\n"));
        GuardedPolicy before = policies.used();

        assertSame(before, policies.reload(configuration("[policy.hit-ratio]\nspare = 0.2\n")));
        assertNotSame(before, policies.reload(configuration("[policy.hit-ratio]\nspare = 0.3\n")));
    }

    @Test
    void reloadOfWhatDoesNotConcernThePolicy_keepsWhatItLearned() throws Exception {
        Policies policies = new Policies(configuration("[policy.hit-ratio]\nspare = 0.2\n"));
        GuardedPolicy before = policies.used();

        assertSame(
                before,
                policies.reload(
                        configuration(
                                "[policy]\ntarget-hit-ratio = 0.8\n[policy.hit-ratio]\nspare = 0.2\n[policy.static]\na = 1\n")));
        assertNotSame(
                before, policies.reload(configuration("[policy]\ndeadline = 2s\n[policy.hit-ratio]\nspare = 0.2\n")));
    }

    @Test
    void reloadAfterTheJarWasReplaced_loadsItAnew() throws Exception {
        Policies policies = new Policies(configuration(""));
        GuardedPolicy before = policies.used();
        Path jar = shipped.resolve("hit-ratio.jar");
        byte[] bytes = Files.readAllBytes(jar);
        byte[] longer = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, longer, 0, bytes.length);
        Files.write(jar, longer);

        GuardedPolicy after = policies.reload(configuration(""));

        assertNotSame(before, after);
        assertSame(after, policies.used());
    }

    @Test
    void reloadThatFails_keepsTheOldOne() throws Exception {
        Policies policies = new Policies(configuration(""));
        GuardedPolicy before = policies.used();

        assertThrows(StartException.class, () -> policies.reload(configuration("[policy]\nname = missing\n")));

        assertSame(before, policies.used());
    }

    @Test
    void use_loadsThePolicyAnew() throws Exception {
        Policies policies = new Policies(configuration(""));
        GuardedPolicy before = policies.used();

        GuardedPolicy after = policies.use("hit-ratio");

        assertNotSame(before, after);
        assertSame(after, policies.used());
    }

    @Test
    void useOfWhatThereIsNot_keepsTheOldOne() throws Exception {
        Policies policies = new Policies(configuration(""));
        GuardedPolicy before = policies.used();

        assertThrows(PolicyLoadException.class, () -> policies.use("missing"));

        assertSame(before, policies.used());
    }

    private BallastConfiguration configuration(String more) throws Exception {
        Path file = temporary.resolve("virt-ballast.conf");
        Files.writeString(
                file,
                "[daemon]\npolicy-directories = " + shipped + "\ndrop-in-directories = " + temporary.resolve("none")
                        + "\n" + more);
        return new ConfigurationReader().read(file);
    }
}
