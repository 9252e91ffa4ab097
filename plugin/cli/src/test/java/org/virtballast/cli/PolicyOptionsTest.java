/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.virtballast.core.policy.PolicyFolders;

/** Which folders a command trusts. */
final class PolicyOptionsTest {
    @Test
    void folderOfTheDropIns_isGatedAsTheDaemonDoes() {
        Path shipped = Path.of("/usr/share/virt-ballast/policies");
        Path dropIns = Path.of("/usr/lib/virt-ballast/policies.d");

        assertEquals(
                new PolicyFolders(List.of(shipped), List.of(dropIns), Optional.empty()),
                PolicyOptions.folders(List.of(shipped, dropIns)));
    }
}
