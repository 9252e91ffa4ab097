/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.virtballast.core.policy.GuardedPolicy;
import org.virtballast.core.policy.LoadedPolicy;
import org.virtballast.core.policy.PolicyEntry;
import org.virtballast.core.policy.PolicyFolders;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.policy.PolicyLoader;
import org.virtballast.core.report.PoliciesReport;
import org.virtballast.daemon.config.BallastConfiguration;

/**
 * The policy that is used, and those that could be. A policy begins with no memory of earlier views; that another one is used
 * resizes nobody by itself. Safe for use by several threads.
 */
final class Policies {
    /** What decides where the policy that is used is in quarantine. */
    private static final String SUCCESSOR = "hit-ratio";

    private BallastConfiguration configuration;
    private GuardedPolicy used;

    /**
     * Loads the policy that a configuration asks for.
     *
     * @throws StartException where it cannot be loaded
     */
    Policies(BallastConfiguration configuration) throws StartException {
        this.configuration = configuration;
        this.used = configured(configuration);
    }

    /** The policy that is used. */
    synchronized GuardedPolicy used() {
        return used;
    }

    /**
     * Goes on with a changed configuration. A policy whose name, settings and jar stay, and that is not in quarantine, also
     * keeps what it has learned.
     *
     * @throws StartException where the policy cannot be loaded; everything stays as it was
     */
    synchronized GuardedPolicy reload(BallastConfiguration changed) throws StartException {
        GuardedPolicy next = configured(changed);
        boolean same = changed.policy().deadline().equals(configuration.policy().deadline())
                && changed.policy()
                        .settings(SUCCESSOR)
                        .equals(configuration.policy().settings(SUCCESSOR))
                && next.loaded().settings().equals(used.loaded().settings())
                && next.loaded().name().equals(used.loaded().name())
                && next.loaded().jar().equals(used.loaded().jar())
                && next.loaded().digest().equals(used.loaded().digest())
                && used.quarantine().isEmpty();
        configuration = changed;
        used = same ? used : next;
        return used;
    }

    /**
     * Uses another policy, or the same one anew, until the configuration is read again.
     *
     * @throws PolicyLoadException where it cannot be loaded; everything stays as it was
     */
    synchronized GuardedPolicy use(String name) throws PolicyLoadException {
        used = load(configuration, name);
        return used;
    }

    /**
     * What there is.
     *
     * @throws PolicyLoadException where the folders cannot be listed
     */
    PoliciesReport report() throws PolicyLoadException {
        BallastConfiguration inForce;
        GuardedPolicy now;
        synchronized (this) {
            inForce = configuration;
            now = used;
        }
        // Outside the lock: it runs code of jars, which may take its time.
        List<PoliciesReport.Entry> entries = new ArrayList<>();
        for (PolicyEntry entry : new PolicyLoader(folders(inForce)).list()) {
            boolean isUsed = entry.name().filter(now.loaded().name()::equals).isPresent()
                    && entry.jar().equals(now.loaded().jar());
            entries.add(new PoliciesReport.Entry(
                    entry.name(),
                    entry.jar().toString(),
                    entry.dropIn() ? "drop-in" : "shipped",
                    isUsed,
                    entry.refusal()));
        }
        return new PoliciesReport(now.loaded().name(), now.deciding(), now.quarantine(), entries);
    }

    /** What an operator should know of the policy that is used; empty where all is well. */
    List<String> problems() {
        GuardedPolicy now = used();
        String name = now.loaded().name();
        return now
                .quarantine()
                .map(why -> "The policy '" + name + "' is in quarantine: " + why + "; "
                        + (now.deciding().equals("none")
                                ? "nothing is proposed, and it is tried again now and then."
                                : "'" + now.deciding() + "' decides until 'virt-ballast policy use' or a reload."))
                .stream()
                .toList();
    }

    private static GuardedPolicy configured(BallastConfiguration configuration) throws StartException {
        try {
            return load(configuration, configuration.policy().name());
        } catch (PolicyLoadException e) {
            throw new StartException(e.getMessage(), e);
        }
    }

    private static GuardedPolicy load(BallastConfiguration configuration, String name) throws PolicyLoadException {
        LoadedPolicy wanted = new PolicyLoader(folders(configuration))
                .load(name, configuration.policy().settings(name));
        return new GuardedPolicy(
                wanted, successor(configuration, wanted), configuration.policy().deadline());
    }

    /** The one that came with the daemon, unless it is that which failed. */
    private static Optional<LoadedPolicy> successor(BallastConfiguration configuration, LoadedPolicy wanted) {
        List<Path> shipped = configuration.daemon().policyDirectories();
        if (wanted.name().equals(SUCCESSOR) && shipped.contains(wanted.jar().getParent())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PolicyLoader(shipped)
                    .load(SUCCESSOR, configuration.policy().settings(SUCCESSOR)));
        } catch (PolicyLoadException e) {
            // Its own settings are wrong, or it is not installed: then nothing decides in the place of another.
            return Optional.empty();
        }
    }

    private static PolicyFolders folders(BallastConfiguration configuration) {
        return new PolicyFolders(
                configuration.daemon().policyDirectories(),
                configuration.daemon().dropInDirectories(),
                configuration.policy().jar());
    }
}
