/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

/**
 * Decides how large each domain should be.
 *
 * <p>A policy is a pure function of the views it was given so far: it reads no clock, does no I/O, and answers the same
 * sequence of views with the same sequence of proposals. It need not protect anybody: the core checks each proposal
 * against budget, floors, bounds and step limits before anything is resized. The core calls it from one thread at a
 * time.
 */
public interface Policy {
    /** Looks at the host as it is now and proposes sizes; a domain that is not named keeps its size. */
    Proposal propose(HostView host);
}
