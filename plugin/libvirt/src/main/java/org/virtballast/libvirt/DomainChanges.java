/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Pointer;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.spi.ByteSize;

/**
 * Makes the calls that change a running domain: none while a long job is done to it, and none any more once whoever wanted
 * the change has stopped to wait.
 */
final class DomainChanges {
    private final Domains domains;
    private final Jobs jobs;
    private final Failures failures;
    private final DeadlineCalls calls;

    DomainChanges(Domains domains, Jobs jobs, Failures failures, DeadlineCalls calls) {
        this.domains = domains;
        this.jobs = jobs;
        this.failures = failures;
        this.calls = calls;
    }

    /**
     * Changes a domain.
     *
     * @param attempt what is tried, made of the domain's name
     * @param change does it, in a thread of its own
     * @throws HypervisorException where libvirt says no, or nothing in time
     */
    void change(UUID id, Function<String, String> attempt, Consumer<Change> change) {
        Patience patience = new Patience();
        calls.call(id, attempt.apply(id.toString()), patience, () -> {
            Pointer domain = domains.find(id)
                    .orElseThrow(() -> new HypervisorException(
                            Kind.DOMAIN_GONE, "cannot " + attempt.apply(id.toString()) + ": there is no such domain"));
            try {
                Change begun = new Change(domain, attempt.apply(domains.name(domain)), patience);
                if (jobs.occupy(domain, begun.attempt)) {
                    throw begun.refused("a migration, save or dump of it is under way");
                }
                change.accept(begun);
                return null;
            } finally {
                domains.free(domain);
            }
        });
    }

    /**
     * Changes the size of a domain, as {@link #change} does.
     *
     * @param what of it has that size, for the sentence where libvirt says no
     * @param bytes the size, above 0
     */
    void resize(UUID id, String what, long bytes, Consumer<Change> change) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("a size is above 0: " + bytes);
        }
        change(id, name -> "set the " + what + " of domain " + name + " to " + ByteSize.format(bytes), change);
    }

    /** A change that is being made. */
    final class Change {
        private final Pointer domain;
        private final String attempt;
        private final Patience patience;

        private Change(Pointer domain, String attempt, Patience patience) {
            this.domain = domain;
            this.attempt = attempt;
            this.patience = patience;
        }

        /** Of what the domain's memory is made, as its XML says now. */
        GuestMap map() {
            try {
                return DomainXmlReader.read(domains.xml(domain)).map();
            } catch (IllegalArgumentException e) {
                throw refused("its XML cannot be read: " + e.getMessage());
            }
        }

        /**
         * Makes one call of libvirt's.
         *
         * @param call returns a negative number where libvirt says no
         */
        void make(ToIntFunction<Pointer> call) {
            if (patience.isGivenUp()) {
                // Whoever wanted this has long decided something else.
                throw refused("libvirt answered too late");
            }
            if (call.applyAsInt(domain) < 0) {
                throw failures.ofDomain(failures.take(), attempt, domain);
            }
        }

        HypervisorException refused(String why) {
            return new HypervisorException(Kind.REFUSED, "cannot " + attempt + ": " + why);
        }
    }
}
