/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import java.net.URL;
import java.net.URLClassLoader;
import org.virtballast.spi.Policy;

/**
 * The class loader of one policy jar: the platform's classes, the SPI from the daemon, everything else from the jar. A
 * policy sees neither the daemon's classes nor its libraries, and may bring other versions of them.
 */
final class PolicyClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final String SPI = Policy.class.getPackageName() + ".";

    PolicyClassLoader(URL jar) {
        super("policy " + jar.getPath(), new URL[] {jar}, ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        // Types are the same on both sides only if one loader defines them.
        return name.startsWith(SPI) ? Policy.class.getClassLoader().loadClass(name) : super.loadClass(name, resolve);
    }
}
