/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;

final class PolicyLoaderTest {
    private static final HostView HOST =
            new HostView(Instant.EPOCH, Duration.ZERO, 1000, 0, HostPressure.HIGH, List.of());
    private static final UUID NOTE = new UUID(0, 0);

    @TempDir
    private static Path compiled;

    private static PolicyJars jars;

    @TempDir
    private Path temporary;

    private Path folder;
    private Path dropIns;

    @BeforeAll
    static void compilePolicies() throws IOException {
        jars = PolicyJars.compile(
                compiled,
                "Calm",
                """
                public String name() { return "calm"; }
                public Policy create(PolicySettings settings) {
                    double step = settings.number("step", 0.5, 0, 1);
                    return host -> new Proposal(Map.of(), Map.of(new UUID(0, 0), "calm " + step));
                }
                """,
                "Other",
                """
                public String name() { return "other"; }
                public Policy create(PolicySettings settings) { return host -> Proposal.NOTHING; }
                """,
                "SecondCalm",
                """
                public String name() { return "calm"; }
                public Policy create(PolicySettings settings) {
                    return host -> new Proposal(Map.of(), Map.of(new UUID(0, 0), "second"));
                }
                """,
                "Spy",
                """
                public String name() { return "spy"; }
                public Policy create(PolicySettings settings) {
                    return host -> new Proposal(Map.of(), Map.of(new UUID(0, 0), seen()));
                }
                static String seen() {
                    List<String> seen = new ArrayList<>();
                    for (String name : List.of("org.virtballast.core.Rebalancer",
                            "org.virtballast.core.policy.PolicyLoader", "org.junit.jupiter.api.Test",
                            "org.virtballast.spi.Policy", "java.sql.Connection")) {
                        try {
                            Class.forName(name, false, Spy.class.getClassLoader());
                            seen.add(name.substring(name.lastIndexOf('.') + 1));
                        } catch (ClassNotFoundException e) {
                            seen.add("-");
                        }
                    }
                    return String.join(" ", seen);
                }
                """,
                "FailingName",
                """
                public String name() { throw new IllegalArgumentException("no name"); }
                public Policy create(PolicySettings settings) { return null; }
                """,
                "FailingConstructor",
                """
                public FailingConstructor() { throw new IllegalStateException("no factory"); }
                public String name() { return "calm"; }
                public Policy create(PolicySettings settings) { return null; }
                """,
                "FailingCreate",
                """
                public String name() { return "calm"; }
                public Policy create(PolicySettings settings) { throw new IllegalStateException("no policy"); }
                """,
                "NullCreate",
                """
                public String name() { return "calm"; }
                public Policy create(PolicySettings settings) { return null; }
                """);
    }

    @BeforeEach
    void makeFolders() throws IOException {
        folder = Files.createDirectory(temporary.resolve("policies"));
        dropIns = Files.createDirectory(temporary.resolve("policies.d"));
    }

    @Test
    void policy_isLoadedByItsName() throws Exception {
        Path jar = folder.resolve("both.jar");
        jars.pack(jar, "1", "Other", "Calm");

        LoadedPolicy loaded = load("calm");
        assertEquals("calm", loaded.name());
        assertEquals(jar, loaded.jar());
        assertEquals("calm 0.5", note(loaded));
    }

    @Test
    void settings_reachThePolicy() throws Exception {
        jars.pack(folder.resolve("calm.jar"), "1", "Calm");

        LoadedPolicy loaded = loader().load("calm", new PolicySettings(Map.of("step", "0.75")));
        assertEquals("calm 0.75", note(loaded));
    }

    @Test
    void settingOutOfRange_isRefusedInTheOperatorsWords() throws Exception {
        jars.pack(folder.resolve("calm.jar"), "1", "Calm");
        PolicySettings settings = new PolicySettings(Map.of("step", "7"));

        PolicyLoadException refusal = assertThrows(PolicyLoadException.class, () -> loader().load("calm", settings));

        assertEquals("Under [policy.calm]: step = 7 is not a number from 0.0 to 1.0.", refusal.getMessage());
    }

    @Test
    void earlierFolders_goFirst() throws Exception {
        jars.pack(dropIns.resolve("a.jar"), "1", "SecondCalm");
        jars.pack(folder.resolve("z.jar"), "1", "Calm");

        LoadedPolicy loaded = load("calm");
        assertEquals(folder.resolve("z.jar"), loaded.jar());
    }

    @Test
    void jarsOfAFolder_goByName() throws Exception {
        jars.pack(folder.resolve("b.jar"), "1", "Calm");
        jars.pack(folder.resolve("a.jar"), "1", "SecondCalm");

        LoadedPolicy loaded = load("calm");
        assertEquals("second", note(loaded));
    }

    @Test
    void jarForAnotherSpi_isPassedOver() throws Exception {
        Path jar = folder.resolve("calm.jar");
        jars.pack(jar, "2", "Calm");

        assertPassedOver(jar + " has Virt-Ballast-Spi: 2 in its manifest, and 1 is needed");
    }

    @Test
    void jarForNoSpi_isPassedOver() throws Exception {
        Path jar = folder.resolve("calm.jar");
        jars.pack(jar, null, "Calm");

        assertPassedOver(jar + " has no Virt-Ballast-Spi in its manifest, and 1 is needed");
    }

    @Test
    void corruptJar_isPassedOver() throws Exception {
        Path jar = Files.writeString(folder.resolve("calm.jar"), "this is no jar");

        assertPassedOver(jar + " is no readable jar: ");
    }

    @Test
    void truncatedJar_isPassedOver() throws Exception {
        Path jar = folder.resolve("calm.jar");
        jars.pack(jar, "1", "Calm");
        byte[] bytes = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(bytes, bytes.length / 2));

        assertPassedOver(jar + " is no readable jar: ");
    }

    @Test
    void folderNamedLikeAJar_isPassedOver() throws Exception {
        Path jar = Files.createDirectory(folder.resolve("calm.jar"));

        assertPassedOver(jar + " is no readable jar: ");
    }

    @Test
    void jarWithoutAService_hasNoPolicy() throws Exception {
        Path jar = folder.resolve("calm.jar");
        jars.pack(jar, "1");

        assertPassedOver(jar + " offers no policy: it has no service file of a PolicyFactory");
    }

    @Test
    void serviceThatIsMissing_isPassedOver() throws Exception {
        Path jar = folder.resolve("calm.jar");
        jars.pack(jar, "1", "Missing");

        assertPassedOver(jar + " fails to load: ");
    }

    @Test
    void factoryThatCannotBeMade_isPassedOver() throws Exception {
        Path jar = folder.resolve("calm.jar");
        jars.pack(jar, "1", "FailingConstructor");

        assertPassedOver(jar + " fails to load: ");
    }

    @Test
    void factoryThatMakesNoPolicy_isAnErrorOfItsJar() throws Exception {
        Path jar = folder.resolve("calm.jar");
        jars.pack(jar, "1", "FailingCreate");

        PolicyLoadException failure = assertThrows(PolicyLoadException.class, () -> load("calm"));

        assertEquals(
                "The policy 'calm' of " + jar + " cannot be made: java.lang.IllegalStateException: no policy.",
                failure.getMessage());
    }

    @Test
    void factoryThatMakesNothing_isAnErrorOfItsJar() throws Exception {
        Path jar = folder.resolve("calm.jar");
        jars.pack(jar, "1", "NullCreate");

        PolicyLoadException failure = assertThrows(PolicyLoadException.class, () -> load("calm"));

        assertEquals("The policy 'calm' of " + jar + " cannot be made: it made nothing.", failure.getMessage());
    }

    @Test
    void badJars_doNotHideAGoodOne() throws Exception {
        Files.writeString(folder.resolve("a.jar"), "this is no jar");
        jars.pack(folder.resolve("b.jar"), "2", "SecondCalm");
        jars.pack(folder.resolve("c.jar"), "1", "FailingName");
        jars.pack(folder.resolve("d.jar"), "1", "FailingConstructor");
        jars.pack(dropIns.resolve("calm.jar"), "1", "Calm");

        LoadedPolicy loaded = load("calm");
        assertEquals("calm 0.5", note(loaded));
    }

    @Test
    void unknownPolicy_isNamedWithWhatToDo() throws Exception {
        jars.pack(folder.resolve("calm.jar"), "1", "Calm");

        PolicyLoadException failure = assertThrows(PolicyLoadException.class, () -> load("wild"));

        assertEquals(
                "No policy named 'wild' in " + List.of(folder, dropIns)
                        + ": put its jar there, or set name under [policy] to one that is there.",
                failure.getMessage());
    }

    @Test
    void folderThatDoesNotExist_hasNoPolicies() throws Exception {
        jars.pack(dropIns.resolve("calm.jar"), "1", "Calm");
        Files.delete(folder);

        LoadedPolicy loaded = load("calm");
        assertEquals(dropIns.resolve("calm.jar"), loaded.jar());
    }

    @Test
    void filesThatAreNoJars_areNotLookedInto() throws Exception {
        Files.writeString(folder.resolve("README"), "this is no jar");

        assertPassedOver("");
    }

    @Test
    void policy_seesThePlatformAndTheSpiAlone() throws Exception {
        jars.pack(folder.resolve("spy.jar"), "1", "Spy");

        LoadedPolicy loaded = load("spy");
        assertEquals("- - - Policy Connection", note(loaded));
    }

    @Test
    void eachLoad_hasClassesOfItsOwn() throws Exception {
        jars.pack(folder.resolve("calm.jar"), "1", "Calm");

        LoadedPolicy first = load("calm");
        LoadedPolicy second = load("calm");
        assertNotSame(first.policy().getClass(), second.policy().getClass());
    }

    @Test
    void jarThatIsCutShortAfterwards_doesItsPolicyNoHarm() throws Exception {
        Path jar = folder.resolve("spy.jar");
        jars.pack(jar, "1", "Spy");
        LoadedPolicy loaded = load("spy");

        Files.writeString(jar, "this is no jar");

        assertEquals("- - - Policy Connection", note(loaded), "classes that it had not loaded yet included");
    }

    @Test
    void replacedJar_hasAnotherDigest() throws Exception {
        Path jar = folder.resolve("calm.jar");
        jars.pack(jar, "1", "Calm");
        String before = load("calm").digest();
        assertEquals(before, load("calm").digest());

        jars.pack(jar, "1", "Calm", "Other");

        assertNotEquals(before, load("calm").digest());
    }

    @Test
    void policiesOfOneName_areUsedFromTheFirstJarUnlessAnotherOneIsChosen() throws Exception {
        jars.pack(folder.resolve("shipped.jar"), "1", "Calm");
        Path other = dropIns.resolve("other.jar");
        jars.pack(other, "1", "SecondCalm", "Other");

        assertEquals(
                List.of(
                        "calm shipped.jar",
                        "calm other.jar: another jar before " + other
                                + " has a policy 'calm': name this one by jar under" + " [policy] to use it",
                        "other other.jar"),
                words(dropping(Optional.empty()).list()));
        assertEquals("calm 0.5", note(dropping(Optional.empty()).load("calm", PolicySettings.DEFAULTS)));

        assertEquals("second", note(dropping(Optional.of(other)).load("calm", PolicySettings.DEFAULTS)));
        assertEquals(
                List.of(
                        "calm other.jar",
                        "other other.jar",
                        "calm shipped.jar: another jar before "
                                + folder.resolve("shipped.jar")
                                + " has a policy 'calm': name this one by jar under [policy] to"
                                + " use it"),
                words(dropping(Optional.of(other)).list()));
    }

    @Test
    void badName_isRefused() throws Exception {
        PolicyJars odd = PolicyJars.compile(Files.createDirectory(temporary.resolve("odd")), "Odd", """
                public String name() { return "Calm\\u001b[2J"; }
                public Policy create(PolicySettings settings) { return null; }
                """);
        Path jar = folder.resolve("odd.jar");
        odd.pack(jar, "1", "Odd");

        assertEquals(
                List.of("- odd.jar: " + jar
                        + " calls its policy 'Calm [2J', and a name is of lower-case letters, digits" + " and hyphens"),
                words(loader().list()));
    }

    @Test
    void jarThatNeverComesBack_isRefusedAndHidesNobody() throws Exception {
        PolicyJars endless = PolicyJars.compile(Files.createDirectory(temporary.resolve("endless")), "Endless", """
                static { long sum = 0; while (sum >= 0) { sum = (sum + 1) % 1000; Thread.onSpinWait(); } }
                public String name() { return "endless"; }
                public Policy create(PolicySettings settings) { return null; }
                """);
        Path jar = folder.resolve("a.jar");
        endless.pack(jar, "1", "Endless");
        jars.pack(folder.resolve("b.jar"), "1", "Calm");
        PolicyLoader hasty = new PolicyLoader(
                new PolicyFolders(List.of(folder), List.of(), Optional.empty()),
                new DropInGate(),
                Duration.ofMillis(200));

        assertEquals(
                List.of("- a.jar: " + jar + " fails to load: it did not answer within 200 ms", "calm b.jar"),
                words(hasty.list()));
    }

    @Test
    void jarThatIsTooLarge_isRefused() throws Exception {
        Path jar = Files.write(folder.resolve("large.jar"), new byte[PolicyJar.MOST_BYTES + 1]);
        Path bomb = folder.resolve("bomb.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            zip.putNextEntry(new ZipEntry("zeros"));
            zip.write(new byte[PolicyJar.MOST_BYTES + 1]);
        }

        assertEquals(
                List.of(
                        "- bomb.jar: " + bomb + " is no readable jar: it unpacks to more than 8 MiB",
                        "- large.jar: " + jar + " is larger than 8 MiB"),
                words(loader().list()));
    }

    @Test
    void dropInThatOthersMayWriteTo_isRefusedBeforeItsCodeRuns() throws Exception {
        Path jar = dropIns.resolve("calm.jar");
        jars.pack(jar, "1", "Calm");
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-r--"));

        assertEquals(
                List.of("- calm.jar: " + jar + " is not to be trusted: others may write to " + jar
                        + ": take that right from them"),
                words(dropping(Optional.empty()).list()));
    }

    @Test
    void folderAboveADropIn_isLookedAtToo() throws Exception {
        jars.pack(dropIns.resolve("calm.jar"), "1", "Calm");
        Files.setPosixFilePermissions(dropIns, PosixFilePermissions.fromString("rwxr-xrwx"));

        String word = words(dropping(Optional.empty()).list()).get(0);

        assertTrue(word.endsWith("others may write to " + dropIns + ": take that right from them"), word);
    }

    @Test
    void dropInThatIsALink_isRefused() throws Exception {
        Path elsewhere = temporary.resolve("elsewhere.jar");
        jars.pack(elsewhere, "1", "Calm");
        Files.createSymbolicLink(dropIns.resolve("calm.jar"), elsewhere);

        String word = words(dropping(Optional.empty()).list()).get(0);

        assertTrue(word.endsWith("calm.jar is a symbolic link: name where it leads to"), word);
    }

    @Test
    void chosenJarOutsideTheFolders_isTakenForADropIn() throws Exception {
        Path jar = temporary.resolve("calm.jar");
        jars.pack(jar, "1", "Calm");
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertTrue(words(dropping(Optional.of(jar)).list()).get(0).contains(" is not to be trusted: "));
    }

    /** Trusts the temporary folder, which may lie in one to which all may write. */
    private PolicyLoader dropping(Optional<Path> chosen) {
        return new PolicyLoader(
                new PolicyFolders(List.of(folder), List.of(dropIns), chosen),
                new DropInGate(temporary),
                Duration.ofSeconds(5));
    }

    private static List<String> words(List<PolicyEntry> entries) {
        return entries.stream()
                .map(entry -> entry.name().orElse("-") + " " + entry.jar().getFileName()
                        + entry.refusal().map(why -> ": " + why).orElse(""))
                .toList();
    }

    private PolicyLoader loader() {
        return new PolicyLoader(List.of(folder, dropIns));
    }

    private LoadedPolicy load(String name) throws PolicyLoadException {
        return loader().load(name, PolicySettings.DEFAULTS);
    }

    private static String note(LoadedPolicy loaded) {
        Proposal proposal = loaded.policy().propose(HOST);
        return proposal.notes().get(NOTE);
    }

    private void assertPassedOver(String why) {
        PolicyLoadException failure = assertThrows(PolicyLoadException.class, () -> load("calm"));

        String message = failure.getMessage();
        assertTrue(message.startsWith("No policy named 'calm' in "), message);
        assertEquals(!why.isEmpty(), message.contains(" (passed over: " + why), message);
        assertEquals(!why.isEmpty(), message.contains("passed over"), message);
    }
}
