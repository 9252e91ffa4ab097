/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import org.virtballast.core.Limits;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.PolicySettings;

/**
 * Everything an operator can say in the configuration file.
 *
 * @param daemon the section {@code [daemon]}
 * @param host the section {@code [host]}
 * @param policy the sections {@code [policy]} and {@code [policy.NAME]}
 * @param access the section {@code [access]}
 * @param limits the section {@code [limits]}, as the core wants it
 * @param operatorHold how long a domain is left alone after someone else resized it; zero never holds
 */
public record BallastConfiguration(
        Daemon daemon, Host host, PolicyChoice policy, Access access, Limits limits, Duration operatorHold) {
    public BallastConfiguration {
        Objects.requireNonNull(daemon, "daemon");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(operatorHold, "operatorHold");
    }

    /**
     * The daemon itself.
     *
     * @param uri the libvirt connection
     * @param rebalanceInterval from the start of a cycle to the start of the next
     * @param mode what holds for a domain that says nothing; never {@link Mode#OFF}
     * @param runtimeDirectory holds the hook spool and the control socket; absolute, at most 94 bytes
     * @param policyDirectories where the policy jars are that came with the daemon; absolute, at least one
     * @param dropInDirectories where an operator puts others; absolute, at least one
     * @param restoreOnStop whether every guest gets its memory back when the daemon stops, as far as the host has it
     */
    public record Daemon(
            String uri,
            Duration rebalanceInterval,
            Mode mode,
            Path runtimeDirectory,
            List<Path> policyDirectories,
            List<Path> dropInDirectories,
            boolean restoreOnStop) {
        public Daemon {
            Objects.requireNonNull(uri, "uri");
            Objects.requireNonNull(rebalanceInterval, "rebalanceInterval");
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(runtimeDirectory, "runtimeDirectory");
            policyDirectories = List.copyOf(policyDirectories);
            dropInDirectories = List.copyOf(dropInDirectories);
        }

        /** The folder the libvirt hook writes its events into. */
        public Path hookSpool() {
            return runtimeDirectory.resolve("hook");
        }

        /** The socket the command asks on. */
        public Path controlSocket() {
            return runtimeDirectory.resolve("control.sock");
        }
    }

    /**
     * The memory of the host.
     *
     * @param budget near-tier memory the domains may hold together, in bytes; absent: what the host really has beyond the
     *     reserve and its own use
     * @param reserve the share of the near tier that is kept for the host, 0 to 0.5; used where no budget is given
     * @param nearNodes the nodes that are near, of which the host need not have any; empty: the host itself is asked
     */
    public record Host(OptionalLong budget, double reserve, SortedSet<Integer> nearNodes) {
        public Host {
            Objects.requireNonNull(budget, "budget");
            nearNodes = Collections.unmodifiableSortedSet(new TreeSet<>(nearNodes));
        }
    }

    /**
     * The policy that decides.
     *
     * @param name the name its factory goes by
     * @param targetHitRatio for domains that say nothing; above 0, at most 1
     * @param deadline how long it may take to decide before that counts as a failure; 10 ms to 60 s
     * @param jar the jar it is taken from, whoever else has its name; absent where the first of its name is
     * @param sections the sections {@code [policy.NAME]} by name, unchecked: only the policies know their keys
     */
    public record PolicyChoice(
            String name,
            double targetHitRatio,
            Duration deadline,
            Optional<Path> jar,
            Map<String, PolicySettings> sections) {
        public PolicyChoice {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(deadline, "deadline");
            Objects.requireNonNull(jar, "jar");
            sections = Map.copyOf(sections);
        }

        /** The settings of a policy; all of them defaults where it has no section. */
        public PolicySettings settings(String policy) {
            return sections.getOrDefault(policy, PolicySettings.DEFAULTS);
        }
    }

    /**
     * How accesses are counted.
     *
     * @param source what counts them
     * @param nearEvents the events of the near tier as the operator wrote them: {@code auto} or a comma-separated list
     * @param farEvents the same for the far tier
     * @param scale accesses an event stands for; above 0
     */
    public record Access(AccessSource source, String nearEvents, String farEvents, double scale) {
        public Access {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(nearEvents, "nearEvents");
            Objects.requireNonNull(farEvents, "farEvents");
        }
    }
}
