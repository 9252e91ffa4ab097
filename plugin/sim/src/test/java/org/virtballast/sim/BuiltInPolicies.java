/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.List;
import java.util.ServiceLoader;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;

/** The policies of this project, as their jars offer them. */
final class BuiltInPolicies {
    private BuiltInPolicies() {}

    /** The names of all. */
    static List<String> names() {
        return ServiceLoader.load(PolicyFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .map(PolicyFactory::name)
                .sorted()
                .toList();
    }

    /** A new policy of a name, with its defaults. */
    static Policy create(String name) {
        return create(name, PolicySettings.DEFAULTS);
    }

    static Policy create(String name, PolicySettings settings) {
        return ServiceLoader.load(PolicyFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.name().equals(name))
                .findFirst()
                .orElseThrow()
                .create(settings);
    }
}
