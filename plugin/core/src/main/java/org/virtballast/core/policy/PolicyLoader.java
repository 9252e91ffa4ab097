/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;

/** Loads a policy by its name from the jars of some folders, those of earlier folders first. */
public final class PolicyLoader {
    /** The manifest attribute that says which SPI a jar was made for; read before any of its classes is loaded. */
    public static final String SPI_ATTRIBUTE = "Virt-Ballast-Spi";

    static final String SPI_VERSION = "1";

    private final List<Path> folders;

    /** Loads from the jars of these folders; one that does not exist has none. */
    public PolicyLoader(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /**
     * Loads a policy.
     *
     * @throws PolicyLoadException where no jar has a policy of that name, it cannot be loaded, or it refuses its settings
     */
    public LoadedPolicy load(String name, PolicySettings settings) throws PolicyLoadException {
        List<String> passedOver = new ArrayList<>();
        for (Path jar : jars()) {
            Optional<String> refusal = refusal(jar);
            if (refusal.isPresent()) {
                passedOver.add(refusal.get());
                continue;
            }
            Optional<LoadedPolicy> policy = load(jar, name, settings, passedOver);
            if (policy.isPresent()) {
                return policy.get();
            }
        }
        String why = passedOver.isEmpty() ? "" : " (passed over: " + String.join("; ", passedOver) + ")";
        throw new PolicyLoadException("No policy named '" + name + "' in " + folders + why
                + ": put its jar there, or set name under [policy] to one that is there.");
    }

    private List<Path> jars() throws PolicyLoadException {
        List<Path> jars = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            List<Path> found = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.jar")) {
                entries.forEach(found::add);
            } catch (IOException e) {
                throw new PolicyLoadException("The policies in " + folder + " cannot be listed: " + e + ".", e);
            }
            found.sort(null);
            jars.addAll(found);
        }
        return jars;
    }

    /** Why a jar is not looked into; empty where it may be. */
    private static Optional<String> refusal(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String version =
                    manifest == null ? null : manifest.getMainAttributes().getValue(SPI_ATTRIBUTE);
            if (SPI_VERSION.equals(version)) {
                return Optional.empty();
            }
            return Optional.of(
                    jar + " has " + (version == null ? "no " + SPI_ATTRIBUTE : SPI_ATTRIBUTE + ": " + version)
                            + " in its manifest, and " + SPI_VERSION + " is needed");
        } catch (IOException e) {
            return Optional.of(jar + " is no readable jar: " + e.getMessage());
        }
    }

    private static Optional<LoadedPolicy> load(Path jar, String name, PolicySettings settings, List<String> passedOver)
            throws PolicyLoadException {
        PolicyClassLoader loader;
        try {
            loader = new PolicyClassLoader(jar.toUri().toURL());
        } catch (IOException e) {
            throw new PolicyLoadException(jar + " has no usable path: " + e.getMessage(), e);
        }
        boolean kept = false;
        try {
            for (PolicyFactory factory : ServiceLoader.load(PolicyFactory.class, loader)) {
                if (name.equals(factory.name())) {
                    LoadedPolicy policy = new LoadedPolicy(name, jar, create(factory, settings), loader);
                    kept = true;
                    return Optional.of(policy);
                }
            }
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            passedOver.add(jar + " fails to load: " + e);
        } finally {
            if (!kept) {
                close(loader);
            }
        }
        return Optional.empty();
    }

    /** Only what the wanted factory says of its settings is about them: other jars may throw the same for other reasons. */
    private static Policy create(PolicyFactory factory, PolicySettings settings) throws PolicyLoadException {
        try {
            return factory.create(settings);
        } catch (IllegalArgumentException e) {
            throw new PolicyLoadException("Under [policy." + factory.name() + "]: " + e.getMessage() + ".", e);
        }
    }

    private static void close(PolicyClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            System.getLogger(PolicyLoader.class.getName())
                    .log(System.Logger.Level.WARNING, "a policy jar could not be closed: {0}", e.getMessage());
        }
    }
}
