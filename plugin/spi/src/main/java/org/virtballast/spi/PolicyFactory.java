/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

/** Makes a {@link Policy}; found in a policy jar with {@link java.util.ServiceLoader}. */
public interface PolicyFactory {
    /** The name operators select the policy by: lower-case letters, digits and hyphens, unique on a host. */
    String name();

    /**
     * Makes a policy that starts with no memory of earlier views.
     *
     * @throws IllegalArgumentException where a setting is out of its range; the message names the setting and the range
     */
    Policy create(PolicySettings settings);
}
