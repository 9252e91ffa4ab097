/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.core.report.PoliciesReport;

final class DoctorPoliciesCheckTest {
    private static final PoliciesReport.Entry USED =
            new PoliciesReport.Entry(Optional.of("hit-ratio"), "/p/hit-ratio.jar", "shipped", true, Optional.empty());

    private final PoliciesCheck check = new PoliciesCheck();

    @TempDir
    private Path temporary;

    private DoctorHost host;

    @BeforeEach
    void makeHost() throws Exception {
        host = new DoctorHost(temporary);
    }

    @Test
    void policiesThatCanBeUsed_areCounted() {
        host.policies = Answer.of(new PoliciesReport("hit-ratio", "hit-ratio", Optional.empty(), List.of(USED)));

        assertEquals("ok policies: 1 policy can be used; the one in use is 'hit-ratio'.\n", host.lines(check));
    }

    @Test
    void jarThatIsRefused_isAWarning() {
        host.policies = Answer.of(new PoliciesReport(
                "hit-ratio",
                "hit-ratio",
                Optional.empty(),
                List.of(
                        USED,
                        new PoliciesReport.Entry(
                                Optional.empty(), "/p/a b.jar", "drop-in", false, Optional.of("it is no jar")))));

        assertEquals("""
                ok policies: 1 policy can be used; the one in use is 'hit-ratio'.
                warning policies: the jar /p/a b.jar is refused: it is no jar.
                    virt-ballast policy check '/p/a b.jar'
                """, host.lines(check));
    }

    @Test
    void quarantine_isAWarning() {
        host.policies = Answer.of(new PoliciesReport("mine", "hit-ratio", Optional.of("it threw"), List.of(USED)));
        assertEquals("""
                ok policies: 1 policy can be used; the one in use is 'mine'.
                warning quarantine: the policy 'mine' is in quarantine (it threw), and 'hit-ratio' decides: mend it, then \
                use it anew.
                    virt-ballast policy use mine
                """, host.lines(check));

        host.policies = Answer.of(new PoliciesReport("mine", "none", Optional.of("it threw"), List.of()));
        assertEquals("""
                ok policies: 0 policies can be used; the one in use is 'mine'.
                warning quarantine: the policy 'mine' is in quarantine (it threw), and nothing is proposed: mend it, then \
                use it anew.
                    virt-ballast policy use mine
                """, host.lines(check));
    }

    @Test
    void noAnswer_isSaid() {
        host.policies = Answer.failed("the folders cannot be listed.");
        assertEquals("warning policies: the folders cannot be listed.\n", host.lines(check));

        host.daemonDown = Optional.of("down");
        assertEquals("note policies: not checked, since virt-ballastd does not answer.\n", host.lines(check));
    }
}
