/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

/** The daemon cannot start, or not go on as it is now asked to. The message is a sentence for an operator. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
