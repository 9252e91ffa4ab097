/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.virtballast.core.policy.PolicyLoader;

/** The hit-ratio policy as a jar in a folder, whether the build has packed it already or not. */
final class PolicyJar {
    private static final String SERVICE = "META-INF/services/org.virtballast.spi.PolicyFactory";

    private PolicyJar() {}

    static void putInto(Path folder) throws IOException {
        Path classes = Path.of("../../policies/hit-ratio/target/classes").toAbsolutePath();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(PolicyLoader.SPI_ATTRIBUTE, "1");
        try (OutputStream out = Files.newOutputStream(folder.resolve("hit-ratio.jar"));
                JarOutputStream jar = new JarOutputStream(out, manifest);
                Stream<Path> walk = Files.walk(classes)) {
            List<Path> files = walk.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                jar.write(Files.readAllBytes(file));
            }
            if (!Files.exists(classes.resolve(SERVICE))) {
                throw new IOException("the policy is not built below " + classes);
            }
        }
    }
}
