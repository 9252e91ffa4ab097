/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.policy.LoadedPolicy;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.GuestMemory;
import org.virtballast.spi.HitRatio;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;
import org.virtballast.spi.LeverKind;
import org.virtballast.spi.PolicySettings;
import org.virtballast.spi.Proposal;

/** What a policy was shown comes back after a restart as it was, once, and not where it is another policy's, old or broken. */
final class ViewFileTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final List<HostView> VIEWS = List.of(view(NOW.minusSeconds(5)), view(NOW));

    @TempDir
    private Path folder;

    private final RecordedLog log = new RecordedLog(ViewFile.class);
    private Path file;
    private ViewFile views;

    @BeforeEach
    void name() {
        file = folder.resolve("views");
        views = new ViewFile(file);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void views_comeBackOnce() throws IOException {
        views.keep(policy("hit-ratio", Map.of("spare", "0.2")), VIEWS);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));

        assertEquals(VIEWS, views.take(policy("hit-ratio", Map.of("spare", "0.2")), NOW.plusSeconds(3)));
        assertEquals(List.of(), views.take(policy("hit-ratio", Map.of("spare", "0.2")), NOW.plusSeconds(3)));
        assertEquals(List.of(), log.lines());
    }

    @Test
    void anotherPolicy_orOtherSettings_beginAnew() {
        views.keep(policy("hit-ratio", Map.of()), VIEWS);
        assertEquals(List.of(), views.take(policy("headroom", Map.of()), NOW));
        assertFalse(Files.exists(file));

        views.keep(policy("hit-ratio", Map.of()), VIEWS);
        assertEquals(List.of(), views.take(policy("hit-ratio", Map.of("spare", "0.2")), NOW));
        assertEquals(List.of(), log.lines());
    }

    @Test
    void viewsOfLongAgo_orOfAClockThatWentBack_areNotUsed() {
        views.keep(policy("hit-ratio", Map.of()), VIEWS);
        assertEquals(
                List.of(),
                views.take(
                        policy("hit-ratio", Map.of()),
                        NOW.plus(ViewFile.MOST_AGE).plusMillis(1)));

        views.keep(policy("hit-ratio", Map.of()), VIEWS);
        assertEquals(List.of(), views.take(policy("hit-ratio", Map.of()), NOW.minusMillis(1)));
    }

    @Test
    void nothingShown_keepsNothing_andTakesAwayWhatWasThere() {
        views.keep(policy("hit-ratio", Map.of()), VIEWS);
        views.keep(policy("hit-ratio", Map.of()), List.of());

        assertFalse(Files.exists(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "{}",
                "{\"policy\":\"hit-ratio\",\"settings\":{}}\n{\"time\":7}",
                "{\"policy\":\"hit-ratio\",\"settings\":{}}\n[",
                "\n"
            })
    void brokenFile_isSaid_andIsGone(String content) throws IOException {
        Files.writeString(file, content);

        assertEquals(List.of(), views.take(policy("hit-ratio", Map.of()), NOW));

        assertEquals(1, log.lines().size(), log.lines().toString());
        assertTrue(
                log.lines().get(0).startsWith(file + " is not used ("),
                log.lines().get(0));
        assertFalse(Files.exists(file));
    }

    @Test
    void emptyFile_isNothing() throws IOException {
        Files.writeString(file, "");

        assertEquals(List.of(), views.take(policy("hit-ratio", Map.of()), NOW));
        assertEquals(List.of(), log.lines());
    }

    @Test
    void link_isNotFollowed() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "x");
        Files.createSymbolicLink(file, other);

        assertEquals(List.of(), views.take(policy("hit-ratio", Map.of()), NOW));

        assertFalse(Files.exists(file, LinkOption.NOFOLLOW_LINKS));
        assertEquals("x", Files.readString(other));
        assertEquals(1, log.lines().size());
    }

    @Test
    void folderThatIsNotThere_isSaid_andNoFailure() {
        new ViewFile(folder.resolve("none/views")).keep(policy("hit-ratio", Map.of()), VIEWS);

        assertEquals(1, log.lines().size());
        assertTrue(
                log.lines().get(0).contains(" cannot be written ("), log.lines().get(0));
    }

    private static LoadedPolicy policy(String name, Map<String, String> settings) {
        return new LoadedPolicy(
                name, Path.of("/x.jar"), "digest", new PolicySettings(settings), view -> Proposal.NOTHING);
    }

    private static HostView view(Instant time) {
        Duration window = Duration.ofSeconds(5);
        return new HostView(
                time,
                window,
                1 << 30,
                -4096,
                HostPressure.SOFT,
                List.of(
                        domain(
                                "web\u00fc 1\n",
                                Optional.of(new GuestMemory(500, 400, 3, 2)),
                                Optional.of(new Accesses(1.5e9, 0.1, 64, window, "perf")),
                                Optional.of(new HitRatio(0.95, 0.9, 0.97, 1.0 / 3, window, "perf")),
                                Eligibility.FULL),
                        domain(
                                "x",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Eligibility.none("it is held"))));
    }

    private static DomainView domain(
            String name,
            Optional<GuestMemory> memory,
            Optional<Accesses> accesses,
            Optional<HitRatio> ratio,
            Eligibility eligibility) {
        return new DomainView(
                UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                name,
                new Bounds(1, 1000),
                500,
                400,
                FarTier.CELL,
                LeverKind.NEAR,
                7,
                memory,
                accesses,
                ratio,
                0.95,
                100,
                eligibility);
    }
}
