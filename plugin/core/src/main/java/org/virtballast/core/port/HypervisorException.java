/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

/** The hypervisor said no, or could not be asked. The message is a sentence for an operator. */
public final class HypervisorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What the failure means for the caller. */
    public enum Kind {
        /** The domain does not run any more. */
        DOMAIN_GONE,
        /** The connection is lost; nothing can be asked until there is a new one. */
        DISCONNECTED,
        /** This call failed; others may go through. */
        REFUSED
    }

    public HypervisorException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public HypervisorException(Kind kind, String message) {
        this(kind, message, null);
    }

    public Kind kind() {
        return kind;
    }
}
