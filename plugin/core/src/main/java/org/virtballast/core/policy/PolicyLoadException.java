/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

/** A policy could not be loaded. The message is a sentence for an operator. */
public final class PolicyLoadException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A policy cannot be loaded for the reason that the message gives, as a sentence. */
    public PolicyLoadException(String message) {
        super(message);
    }

    PolicyLoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
