/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import org.virtballast.spi.Policy;
import org.virtballast.spi.PolicyFactory;
import org.virtballast.spi.PolicySettings;

/** Finds the policies in the jars of some folders, and loads one by its name. */
public final class PolicyLoader {
    /** The manifest attribute that says which SPI a jar was made for; read before any of its classes is loaded. */
    public static final String SPI_ATTRIBUTE = "Virt-Ballast-Spi";

    static final String SPI_VERSION = "1";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    /** Static initialisers and constructors of a jar may take so long before it counts as one that does not load. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final PolicyFolders folders;
    private final DropInGate gate;
    private final Duration deadline;

    /** Loads from the jars of these folders, all of them as good as shipped; one that does not exist has none. */
    public PolicyLoader(List<Path> folders) {
        this(new PolicyFolders(folders, List.of(), Optional.empty()));
    }

    /** Loads from the jars of these folders; one that does not exist has none. */
    public PolicyLoader(PolicyFolders folders) {
        this(folders, new DropInGate(), DEADLINE);
    }

    PolicyLoader(PolicyFolders folders, DropInGate gate, Duration deadline) {
        this.folders = folders;
        this.gate = gate;
        this.deadline = deadline;
    }

    /** What was found: an entry, and what makes the policy, where it can be used. */
    private record Found(PolicyEntry entry, Optional<PolicyJar> jar, Optional<PolicyFactory> factory) {}

    /**
     * All policies, those of earlier folders first, and all jars that have none, each with its reason. Of those of one name
     * the first can be used, unless a jar is chosen.
     *
     * @throws PolicyLoadException where a folder cannot be listed
     */
    public List<PolicyEntry> list() throws PolicyLoadException {
        return find().stream().map(Found::entry).toList();
    }

    /**
     * Loads a policy.
     *
     * @throws PolicyLoadException where no jar has a policy of that name, it cannot be loaded, or it refuses its settings
     */
    public LoadedPolicy load(String name, PolicySettings settings) throws PolicyLoadException {
        List<Found> all = find();
        List<String> passedOver = new ArrayList<>();
        for (Found found : all) {
            boolean wanted = found.entry().name().filter(name::equals).isPresent();
            if (wanted && found.factory().isPresent() && found.jar().isPresent()) {
                PolicyJar jar = found.jar().get();
                return new LoadedPolicy(
                        name,
                        jar.path(),
                        jar.digest(),
                        settings,
                        create(found.factory().get(), name, jar.path(), settings));
            }
            if (wanted || found.entry().name().isEmpty()) {
                found.entry().refusal().ifPresent(passedOver::add);
            }
        }
        String why = passedOver.isEmpty() ? "" : " (passed over: " + String.join("; ", passedOver) + ")";
        List<Path> everywhere = new ArrayList<>(folders.shipped());
        everywhere.addAll(folders.dropIns());
        throw new PolicyLoadException("No policy named '" + name + "' in " + everywhere + why
                + ": put its jar there, or set name under [policy] to one that is there.");
    }

    /** Only what the wanted factory says of its settings is about them: else it may throw the same for other reasons. */
    private Policy create(PolicyFactory factory, String name, Path jar, PolicySettings settings)
            throws PolicyLoadException {
        try {
            Policy policy = BoundedCall.run("policy " + name, deadline, () -> factory.create(settings));
            if (policy == null) {
                throw new PolicyLoadException(
                        "The policy '" + name + "' of " + jar + " cannot be made: it made nothing.");
            }
            return policy;
        } catch (BoundedCall.FailedException e) {
            if (e.isComplaint()) {
                throw new PolicyLoadException("Under [policy." + name + "]: " + e.getMessage() + ".", e);
            }
            throw new PolicyLoadException(
                    "The policy '" + name + "' of " + jar + " cannot be made: " + e.getMessage() + ".", e);
        }
    }

    private List<Found> find() throws PolicyLoadException {
        List<Found> all = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        if (folders.chosen().isPresent()) {
            Path jar = folders.chosen().get();
            look(jar, folders.shipped().stream().noneMatch(jar::startsWith), taken, all);
        }
        for (Path jar : jars(folders.shipped())) {
            look(jar, false, taken, all);
        }
        for (Path jar : jars(folders.dropIns())) {
            look(jar, true, taken, all);
        }
        return all;
    }

    private void look(Path path, boolean dropIn, Set<String> taken, List<Found> all) {
        if (all.stream().anyMatch(found -> found.entry().jar().equals(path))) {
            return;
        }
        Optional<String> untrusted = dropIn ? gate.refusal(path) : Optional.empty();
        if (untrusted.isPresent()) {
            all.add(refused(path, dropIn, untrusted.get()));
            return;
        }
        try {
            PolicyJar jar = PolicyJar.read(path);
            List<Found> offered = BoundedCall.run("policies of " + path, deadline, () -> offered(jar, dropIn));
            if (offered.isEmpty()) {
                all.add(refused(path, dropIn, path + " offers no policy: it has no service file of a PolicyFactory"));
            }
            for (Found found : offered) {
                all.add(unlessTaken(found, taken));
            }
        } catch (PolicyLoadException e) {
            all.add(refused(path, dropIn, e.getMessage()));
        } catch (BoundedCall.FailedException e) {
            all.add(refused(path, dropIn, path + " fails to load: " + e.getMessage()));
        }
    }

    /** Runs code of the jar. */
    private static List<Found> offered(PolicyJar jar, boolean dropIn) {
        List<Found> offered = new ArrayList<>();
        for (PolicyFactory factory : ServiceLoader.load(PolicyFactory.class, new PolicyClassLoader(jar))) {
            String name = factory.name();
            if (name == null || !NAME.matcher(name).matches()) {
                String why = jar.path() + " calls its policy '" + Sentences.tame(String.valueOf(name))
                        + "', and a name is of lower-case letters, digits and hyphens";
                offered.add(refused(jar.path(), dropIn, why));
            } else {
                PolicyEntry entry = new PolicyEntry(Optional.of(name), jar.path(), dropIn, Optional.empty());
                offered.add(new Found(entry, Optional.of(jar), Optional.of(factory)));
            }
        }
        return offered;
    }

    private static Found unlessTaken(Found found, Set<String> taken) {
        Optional<String> name = found.entry().name();
        if (name.isEmpty() || taken.add(name.get())) {
            return found;
        }
        String why = "another jar before " + found.entry().jar() + " has a policy '" + name.get()
                + "': name this one by jar under [policy] to use it";
        PolicyEntry entry =
                new PolicyEntry(name, found.entry().jar(), found.entry().dropIn(), Optional.of(why));
        return new Found(entry, found.jar(), Optional.empty());
    }

    private static Found refused(Path jar, boolean dropIn, String why) {
        return new Found(
                new PolicyEntry(Optional.empty(), jar, dropIn, Optional.of(why)), Optional.empty(), Optional.empty());
    }

    private static List<Path> jars(List<Path> folders) throws PolicyLoadException {
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
}
