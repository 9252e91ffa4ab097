/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.System.Logger.Level;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.UUID;
import org.virtballast.core.port.EngineStore;
import org.virtballast.core.port.SavedState;
import org.virtballast.core.port.SavedState.SavedDomain;

/**
 * The state file, in the runtime folder: it outlives the daemon and not the host. One line a domain, written beside the file
 * and renamed. A file that cannot be read says nothing, which is safe: sizes are read from libvirt anyway.
 */
final class StateFile implements EngineStore {
    private static final System.Logger LOG = System.getLogger(StateFile.class.getName());
    private static final String PAUSED = "paused";
    private static final String DOMAINS = "domains";
    private static final String NONE = "-";
    private static final int FIELDS = 7;

    /** Some 100 bytes a domain; more is not ours. */
    private static final long MOST_BYTES = 4 << 20;

    private final Path file;
    private boolean failing;

    /** What the file says; absent where it is not known to say anything. */
    private Optional<SavedState> kept = Optional.empty();

    StateFile(Path file) {
        this.file = file;
    }

    @Override
    public SavedState load() {
        try {
            kept = Optional.of(parse(read()));
        } catch (NoSuchFileException e) {
            kept = Optional.of(SavedState.NOTHING);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            kept = Optional.empty();
            LOG.log(
                    Level.WARNING,
                    "{0} is not used ({1}): resizes that were under way count as somebody else''s.",
                    file,
                    e.getMessage());
        }
        return kept.orElse(SavedState.NOTHING);
    }

    @Override
    public void save(SavedState state) {
        if (kept.equals(Optional.of(state))) {
            return;
        }
        try {
            OwnFile.replace(file, writer -> lines(state).store(writer, null));
            kept = Optional.of(state);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.log(
                        Level.WARNING,
                        "{0} cannot be written ({1}): after a crash, resizes under way would count as somebody else''s.",
                        file,
                        e.toString());
            }
            failing = true;
        }
    }

    private Properties read() throws IOException {
        OwnFile.require(file, MOST_BYTES);
        Properties lines = new Properties();
        try (Reader reader = new InputStreamReader(
                Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS),
                StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT))) {
            lines.load(reader);
        }
        return lines;
    }

    private static SavedState parse(Properties lines) {
        Map<UUID, SavedDomain> domains = new HashMap<>();
        for (String key : lines.stringPropertyNames()) {
            if (!key.equals(PAUSED) && !key.equals(DOMAINS)) {
                domains.put(UUID.fromString(key), domain(lines.getProperty(key)));
            }
        }
        if (!Integer.toString(domains.size()).equals(lines.getProperty(DOMAINS))) {
            throw new IllegalArgumentException(
                    "it has " + domains.size() + " of " + lines.getProperty(DOMAINS) + " domains");
        }
        return new SavedState(flag(lines.getProperty(PAUSED)), domains);
    }

    private static boolean flag(String text) {
        if (!"true".equals(text) && !"false".equals(text)) {
            throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        }
        return text.equals("true");
    }

    private static SavedDomain domain(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("a domain has " + fields.length + " of " + FIELDS + " fields");
        }
        return new SavedDomain(
                Integer.parseInt(fields[0]),
                Long.parseLong(fields[1]),
                fields[2].equals(NONE) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[2])),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]),
                fields[5].equals(NONE) ? Optional.empty() : Optional.of(Instant.parse(fields[5])),
                flag(fields[6]));
    }

    private static Properties lines(SavedState state) {
        Properties lines = new Properties();
        lines.setProperty(PAUSED, Boolean.toString(state.paused()));
        lines.setProperty(DOMAINS, Integer.toString(state.domains().size()));
        state.domains().forEach((id, domain) -> lines.setProperty(id.toString(), line(domain)));
        return lines;
    }

    private static String line(SavedDomain domain) {
        return String.join(
                " ",
                Integer.toString(domain.run()),
                Long.toString(domain.size()),
                domain.target().isPresent() ? Long.toString(domain.target().getAsLong()) : NONE,
                Long.toString(domain.entitlement()),
                Long.toString(domain.start()),
                domain.heldUntil().map(Instant::toString).orElse(NONE),
                Boolean.toString(domain.paused()));
    }
}
