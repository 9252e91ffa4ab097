/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.List;
import java.util.function.UnaryOperator;
import org.virtballast.core.port.HypervisorException;

/**
 * What the domains of a libvirt are configured to start with. For commands of an operator; the daemon changes nobody's
 * configuration. All methods but {@link #close} throw {@link HypervisorException} where libvirt says no.
 */
public interface DomainConfigurations extends AutoCloseable {
    /** The version of libvirt: 9001002 is 9.1.2. */
    long version();

    /** Every domain, whether it runs or not, by name. */
    List<ConfiguredDomain> all();

    /** One domain, by its name or UUID. */
    ConfiguredDomain find(String domain);

    /**
     * Changes what a domain starts with next. One that runs goes on as it is.
     *
     * @param edit makes the new configuration of the whole old one, passwords included; what it throws leaves the old one in
     *     force
     */
    void change(ConfiguredDomain domain, UnaryOperator<String> edit);

    @Override
    void close();
}
