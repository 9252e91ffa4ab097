/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

/** The configuration cannot be used. The message is one sentence that says where, what is wrong and what is allowed. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfigurationException(String message) {
        super(message);
    }

    ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
