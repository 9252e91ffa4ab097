/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.virtballast.core.policy.PolicyLoader;

/** Packs factories of the tests' own into policy jars. */
final class TestPolicies {
    private static final String SERVICE = "META-INF/services/org.virtballast.spi.PolicyFactory";

    private TestPolicies() {}

    static void pack(Path jar, Class<?>... factories) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(PolicyLoader.SPI_ATTRIBUTE, "1");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new JarEntry(SERVICE));
            for (Class<?> factory : factories) {
                out.write((factory.getName() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            for (Class<?> factory : factories) {
                String entry = factory.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(entry));
                try (InputStream bytes = factory.getResourceAsStream("/" + entry)) {
                    bytes.transferTo(out);
                }
            }
        }
    }
}
