/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.report.CyclesReport;
import org.virtballast.core.report.PoliciesReport;

/** What an operator may ask the daemon to do. Called on threads of the control socket: it must not wait for a cycle. */
public interface OperatorRequests {
    /**
     * Leaves domains alone from now on.
     *
     * @param domain a name or UUID; absent for all domains
     */
    Answer pause(Optional<String> domain);

    /**
     * Takes domains up again that were paused.
     *
     * @param domain a name or UUID; absent for all domains
     */
    Answer resume(Optional<String> domain);

    /**
     * Has another policy decide, from the next cycle on.
     *
     * @param name what its factory goes by
     */
    Answer usePolicy(String name);

    /**
     * The policies there are.
     *
     * @throws PolicyLoadException where they cannot be listed
     */
    PoliciesReport policies() throws PolicyLoadException;

    /**
     * The cycles that are still remembered in full.
     *
     * @param run the run of the daemon that is meant; absent, or another one, for all cycles of this run
     * @param after the cycle after which to begin; 0 for all
     */
    CyclesReport cycles(Optional<UUID> run, long after);

    /** What came of it. */
    sealed interface Answer {}

    /**
     * It is done.
     *
     * @param sentence what was done
     */
    record Done(String sentence) implements Answer {
        public Done {
            Objects.requireNonNull(sentence, "sentence");
        }
    }

    /** No such domain is known; nothing was done. */
    record UnknownDomain() implements Answer {}

    /**
     * It cannot be done; nothing was.
     *
     * @param sentence why, and what to do instead
     */
    record Refused(String sentence) implements Answer {
        public Refused {
            Objects.requireNonNull(sentence, "sentence");
        }
    }
}
