/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.virtballast.spi.Policy;

/** Compiles policies against the SPI alone, as their authors do, and packs them into jars. */
final class PolicyJars {
    private static final String SERVICE = "META-INF/services/org.virtballast.spi.PolicyFactory";

    private final Path classes;

    private PolicyJars(Path classes) {
        this.classes = classes;
    }

    /**
     * Compiles factories.
     *
     * @param sources pairs: the simple name of a factory class and the body of it
     */
    static PolicyJars compile(Path classes, String... sources) throws IOException {
        List<JavaFileObject> units = new ArrayList<>();
        for (int index = 0; index < sources.length; index += 2) {
            units.add(new Source(
                    sources[index],
                    "package test; import java.util.*; import org.virtballast.spi.*;\npublic class " + sources[index]
                            + " implements PolicyFactory {\n" + sources[index + 1] + "\n}"));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-d", classes.toString(), "-cp", spi().toString(), "-proc:none");
            boolean compiled = compiler.getTask(complaints, files, null, options, null, units)
                    .call();
            assertTrue(compiled, complaints::toString);
        }
        return new PolicyJars(classes);
    }

    /** Packs all that was compiled into a jar that offers some factories. */
    void pack(Path jar, String spiVersion, String... factories) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (spiVersion != null) {
            manifest.getMainAttributes().putValue(PolicyLoader.SPI_ATTRIBUTE, spiVersion);
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            List<Path> compiled;
            try (Stream<Path> paths = Files.walk(classes)) {
                compiled = paths.filter(Files::isRegularFile).toList();
            }
            for (Path path : compiled) {
                out.putNextEntry(new ZipEntry(classes.relativize(path).toString()));
                out.write(Files.readAllBytes(path));
            }
            if (factories.length > 0) {
                out.putNextEntry(new ZipEntry(SERVICE));
                for (String factory : factories) {
                    out.write(("test." + factory + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static Path spi() {
        try {
            return Path.of(Policy.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///test/" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
