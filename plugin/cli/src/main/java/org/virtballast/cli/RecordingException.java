/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

/** A recording cannot be written or read. The message is one sentence for an operator. */
final class RecordingException extends Exception {
    private static final long serialVersionUID = 1L;

    RecordingException(String message) {
        super(message);
    }

    RecordingException(String message, Throwable cause) {
        super(message, cause);
    }
}
