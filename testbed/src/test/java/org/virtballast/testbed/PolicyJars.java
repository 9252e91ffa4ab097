/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

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
import org.virtballast.spi.PolicyFactory;

/** Packs factories of the testbed's own into policy jars. */
final class PolicyJars {
    private PolicyJars() {}

    /** Makes a jar, and its folder where there is none. */
    static void pack(Path jar, Class<?>... factories) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Virt-Ballast-Spi", "1");
        Files.createDirectories(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out, manifest)) {
            StringBuilder names = new StringBuilder();
            for (Class<?> factory : factories) {
                String file = factory.getName().replace('.', '/') + ".class";
                packed.putNextEntry(new JarEntry(file));
                try (InputStream bytes = factory.getResourceAsStream("/" + file)) {
                    bytes.transferTo(packed);
                }
                names.append(factory.getName()).append('\n');
            }
            packed.putNextEntry(new JarEntry("META-INF/services/" + PolicyFactory.class.getName()));
            packed.write(names.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
