/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

/** The daemon did not answer, or said no. The message is one sentence that says why and, where possible, what to do. */
public final class ControlException extends Exception {
    private static final long serialVersionUID = 1L;

    ControlException(String message) {
        super(message);
    }

    ControlException(String message, Throwable cause) {
        super(message, cause);
    }
}
