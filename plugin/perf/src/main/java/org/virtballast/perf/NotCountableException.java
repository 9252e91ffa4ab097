/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

/** A domain cannot be counted now. The message is the reason for an operator, the same as long as the cause is. */
final class NotCountableException extends Exception {
    private static final long serialVersionUID = 1L;

    NotCountableException(String reason, Throwable cause) {
        super(reason, cause);
    }

    NotCountableException(String reason) {
        this(reason, null);
    }
}
