/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

import static org.virtballast.spi.ByteSize.GIB;
import static org.virtballast.spi.ByteSize.KIB;
import static org.virtballast.spi.ByteSize.MIB;
import static org.virtballast.spi.ByteSize.TIB;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.virtballast.core.Limits;
import org.virtballast.core.port.Mode;
import org.virtballast.daemon.config.BallastConfiguration.Access;
import org.virtballast.daemon.config.BallastConfiguration.Daemon;
import org.virtballast.daemon.config.BallastConfiguration.Host;
import org.virtballast.daemon.config.BallastConfiguration.PolicyChoice;
import org.virtballast.perf.PerfSettings;
import org.virtballast.spi.PolicySettings;

/** Reads the configuration file. Here, and nowhere else, stand the keys, their defaults and their ranges. */
public final class ConfigurationReader {
    private static final Logger LOGGER = System.getLogger(ConfigurationReader.class.getName());

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Pattern POLICY_NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final String POLICY_PREFIX = "policy.";

    private static final String FOLDERS = "a comma-separated list of absolute paths of folders";

    /** Where a built tree, which has a folder a policy, says that its policies are. */
    private static final String POLICIES_VARIABLE = "VIRT_BALLAST_POLICY_DIRECTORIES";

    /** For what the daemon finds out by itself. */
    private static final String AUTO = "auto";

    /** For the first that is found. */
    private static final String ANY = "any";

    /** Linux takes 107 bytes for a socket's path, and "/control.sock" is 13 of them. */
    private static final int MOST_RUNTIME_BYTES = 94;

    private final List<Path> shippedPolicies;

    /** Reads with the defaults of an installed daemon, or of a built tree, whose policies the environment names. */
    public ConfigurationReader() {
        this(System.getenv());
    }

    ConfigurationReader(Map<String, String> environment) {
        shippedPolicies = Optional.ofNullable(environment.get(POLICIES_VARIABLE))
                .flatMap(ConfigurationReader::absoluteList)
                .orElse(List.of(Path.of("/usr/share/virt-ballast/policies")));
    }

    /**
     * Reads a file; where there is none, every value is its default.
     *
     * @throws ConfigurationException where the file cannot be read or anything in it is wrong
     */
    public BallastConfiguration read(Path file) throws ConfigurationException {
        Optional<String> text = ConfigurationFile.read(file);
        if (text.isEmpty()) {
            LOGGER.log(Level.INFO, "{0} does not exist: every setting has its default.", file);
        }
        return interpret(new IniSections(file, text.orElse("")));
    }

    BallastConfiguration interpret(IniSections ini) throws ConfigurationException {
        Section limits = ini.section("limits");
        BallastConfiguration configuration = new BallastConfiguration(
                daemon(ini.section("daemon")),
                host(ini.section("host")),
                policy(ini),
                access(ini.section("access")),
                limits(limits),
                limits.duration("operator-hold", Duration.ofMinutes(30), Duration.ZERO, Duration.ofDays(7)));
        ini.refuseOthers();
        return configuration;
    }

    private Daemon daemon(Section section) throws ConfigurationException {
        return new Daemon(
                section.text(
                        "uri",
                        "qemu:///system",
                        "a libvirt URI, such as qemu:///system",
                        text -> !text.isEmpty() && text.chars().noneMatch(Character::isWhitespace)),
                section.duration("rebalance-interval", Duration.ofSeconds(5), SECOND, HOUR),
                section.value(
                        "mode",
                        Mode.OBSERVE,
                        "auto or observe",
                        text -> Mode.of(text).filter(mode -> mode != Mode.OFF)),
                section.value(
                        "runtime-directory",
                        Path.of("/run/virt-ballast"),
                        "the absolute path of a folder, of at most " + MOST_RUNTIME_BYTES + " bytes",
                        text -> absolute(text).filter(ConfigurationReader::leavesRoomForSocket)),
                section.value("policy-directories", shippedPolicies, FOLDERS, ConfigurationReader::absoluteList),
                section.value(
                        "drop-in-directories",
                        List.of(Path.of("/usr/lib/virt-ballast/policies.d")),
                        FOLDERS,
                        ConfigurationReader::absoluteList),
                section.value("restore-on-stop", false, "yes or no", ConfigurationReader::yesOrNo));
    }

    private static Host host(Section section) throws ConfigurationException {
        OptionalLong budget = section.value(
                "budget",
                OptionalLong.empty(),
                "auto or a size from 64MiB to 1024TiB, such as 64GiB",
                text -> AUTO.equals(text)
                        ? Optional.of(OptionalLong.empty())
                        : Section.parsedSize(text)
                                .filter(size -> size >= 64 * MIB && size <= 1024 * TIB)
                                .map(OptionalLong::of));
        double reserve = section.share("reserve", 5, 0, 50);
        SortedSet<Integer> none = new TreeSet<>();
        SortedSet<Integer> nearNodes = section.value(
                "near-nodes",
                none,
                "auto or a list of NUMA nodes, such as 0,1",
                text -> AUTO.equals(text) ? Optional.of(none) : NodeList.parse(text));
        return new Host(budget, reserve, nearNodes);
    }

    private static PolicyChoice policy(IniSections ini) throws ConfigurationException {
        Section section = ini.section("policy");
        String name = section.text(
                "name",
                "hit-ratio",
                "the name of a policy: lower-case letters, digits and hyphens",
                text -> POLICY_NAME.matcher(text).matches());
        double target = section.number(
                "target-hit-ratio",
                0.95,
                "a number above 0 and at most 1, such as 0.95",
                value -> value > 0 && value <= 1);
        Duration deadline =
                section.duration("deadline", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMinutes(1));
        Optional<Path> none = Optional.empty();
        Optional<Path> jar = section.value("jar", none, "any or the absolute path of a jar", ConfigurationReader::jar);
        Map<String, PolicySettings> sections = otherSections(ini, name);
        sections.put(name, new PolicySettings(ini.section(POLICY_PREFIX + name).everything()));
        return new PolicyChoice(name, target, deadline, jar, sections);
    }

    private static Access access(Section section) throws ConfigurationException {
        return new Access(
                section.value(
                        "source",
                        AccessSource.AUTO,
                        "available in this version: auto, perf and none are",
                        AccessSource::of),
                events(section, "near-events"),
                events(section, "far-events"),
                section.number(
                        "scale",
                        1,
                        "a number above 0 and at most 1000000000, such as 1",
                        value -> value > 0 && value <= 1e9));
    }

    /** Kept as it is written: what its events mean, the counter finds out. */
    private static String events(Section section, String key) throws ConfigurationException {
        return section.text(key, AUTO, "auto or a comma-separated list of perf events", ConfigurationReader::isList);
    }

    private static boolean isList(String text) {
        try {
            return !PerfSettings.split(text).isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Limits limits(Section section) throws ConfigurationException {
        return new Limits(
                section.share("max-step", 25, 1, 100),
                section.size("min-change", 4 * MIB, 4 * KIB, TIB),
                section.duration("cooldown", Duration.ofSeconds(15), Duration.ZERO, HOUR),
                section.share("headroom", 10, 0, 90),
                section.size("headroom-at-least", 64 * MIB, 16 * MIB, 64 * GIB),
                section.duration("move-deadline", Duration.ofSeconds(30), SECOND, HOUR));
    }

    /** Settings of policies that are not in use may stay in the file; a slip in the name of the one in use may not. */
    private static Map<String, PolicySettings> otherSections(IniSections ini, String used)
            throws ConfigurationException {
        Map<String, PolicySettings> sections = new HashMap<>();
        for (String name : ini.names()) {
            String policy = name.startsWith(POLICY_PREFIX) ? name.substring(POLICY_PREFIX.length()) : used;
            if (policy.equals(used) || !POLICY_NAME.matcher(policy).matches()) {
                continue;
            }
            if (Suggestion.nearest(policy, List.of(used)).isPresent()) {
                throw new ConfigurationException(ini.where(name) + ": there is no section [" + name
                        + "]; did you mean '" + POLICY_PREFIX + used + "'?");
            }
            sections.put(policy, new PolicySettings(ini.section(name).everything()));
            LOGGER.log(Level.INFO, "{0}: [{1}] is not used: the policy is {2}.", ini.where(name), name, used);
        }
        return sections;
    }

    private static Optional<List<Path>> absoluteList(String text) {
        List<Path> paths = Arrays.stream(text.split(",", -1))
                .map(part -> absolute(part.strip()))
                .flatMap(Optional::stream)
                .toList();
        return paths.size() == text.split(",", -1).length ? Optional.of(paths) : Optional.empty();
    }

    private static Optional<Path> absolute(String text) {
        try {
            return text.startsWith("/") ? Optional.of(Path.of(text).normalize()) : Optional.empty();
        } catch (InvalidPathException e) {
            // It has characters that file names cannot have in this locale.
            return Optional.empty();
        }
    }

    private static Optional<Optional<Path>> jar(String text) {
        Optional<Path> path = absolute(text);
        return path.isPresent() || ANY.equals(text) ? Optional.of(path) : Optional.empty();
    }

    private static boolean leavesRoomForSocket(Path folder) {
        return folder.toString().getBytes(StandardCharsets.UTF_8).length <= MOST_RUNTIME_BYTES;
    }

    private static Optional<Boolean> yesOrNo(String text) {
        return switch (text) {
            case "yes" -> Optional.of(true);
            case "no" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
