/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.SecureClassLoader;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.virtballast.spi.Policy;

/**
 * The class loader of one policy jar: the platform's classes, the SPI from the daemon, everything else from the jar. A
 * policy sees neither the daemon's classes nor its libraries, and may bring other versions of them.
 */
final class PolicyClassLoader extends SecureClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final String SPI = Policy.class.getPackageName() + ".";

    private final PolicyJar jar;

    PolicyClassLoader(PolicyJar jar) {
        super("policy " + jar.path(), ClassLoader.getPlatformClassLoader());
        this.jar = jar;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        // Types are the same on both sides only if one loader defines them.
        return name.startsWith(SPI) ? Policy.class.getClassLoader().loadClass(name) : super.loadClass(name, resolve);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code = jar.entries().get(name.replace('.', '/') + ".class");
        if (code == null) {
            throw new ClassNotFoundException(name + " is not in " + jar.path());
        }
        return defineClass(name, code, 0, code.length);
    }

    @Override
    protected URL findResource(String name) {
        byte[] content = jar.entries().get(name);
        return content == null ? null : url(name, content);
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL found = findResource(name);
        return Collections.enumeration(found == null ? List.of() : List.of(found));
    }

    private URL url(String name, byte[] content) {
        try {
            return new URL("policy", "", -1, "/" + name, new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL url) {
                    return new InMemory(url, content);
                }
            });
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("'" + name + "' makes no URL", e);
        }
    }

    /** A connection to what is in memory. */
    private static final class InMemory extends URLConnection {
        private final byte[] content;

        InMemory(URL url, byte[] content) {
            super(url);
            this.content = content;
        }

        @Override
        public void connect() {
            connected = true;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new ByteArrayInputStream(content);
        }
    }
}
