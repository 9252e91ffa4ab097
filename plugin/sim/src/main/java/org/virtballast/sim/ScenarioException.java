/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

/** A scenario cannot be used. The message is one sentence that names the file, the field, and what is allowed. */
public final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScenarioException(String message) {
        super(message);
    }

    ScenarioException(String message, Throwable cause) {
        super(message, cause);
    }
}
