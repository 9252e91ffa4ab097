/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.virtballast.core.policy.LoadedPolicy;
import org.virtballast.core.policy.PolicyFolders;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.policy.PolicyLoader;
import org.virtballast.spi.PolicySettings;
import picocli.CommandLine.Option;

/** Which policies a command asks, and where they are. */
final class PolicyOptions {
    /** The daemon's folder for jars of others. What it would refuse there is not run by a command either. */
    private static final String DROP_INS = "/usr/lib/virt-ballast/policies.d";

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            split = ",",
            completionCandidates = Candidates.Policies.class,
            defaultValue = "hit-ratio",
            description = "Policies, comma separated. Default: ${DEFAULT-VALUE}.")
    private List<String> names;

    @Option(
            names = "--policy-directories",
            paramLabel = "PATH",
            split = ",",
            defaultValue = "${env:VIRT_BALLAST_POLICY_DIRECTORIES:-/usr/share/virt-ballast/policies," + DROP_INS + "}",
            description = "Where policy jars are looked for, comma separated; also VIRT_BALLAST_POLICY_DIRECTORIES."
                    + " Default: those of the daemon.")
    private List<Path> directories;

    List<String> names() {
        return names;
    }

    /**
     * A policy of that name, new.
     *
     * @throws PolicyLoadException where there is none, it cannot be loaded, or it refuses its settings
     */
    LoadedPolicy load(String name, PolicySettings settings) throws PolicyLoadException {
        return new PolicyLoader(folders(directories)).load(name, settings);
    }

    /** Folders that are named are as good as shipped, but for that of the drop-ins. */
    static PolicyFolders folders(List<Path> directories) {
        Map<Boolean, List<Path>> dropIn = directories.stream()
                .collect(Collectors.partitioningBy(
                        folder -> folder.toAbsolutePath().normalize().equals(Path.of(DROP_INS))));
        return new PolicyFolders(dropIn.get(false), dropIn.get(true), Optional.empty());
    }
}
