/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.hooks;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.util.stream.Collectors.toUnmodifiableSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.hooks.Hook.Result;

/** No operation is lost, overwritten or seen half, and those that follow each other keep their order. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
final class HookOrderTest {

    private static final byte[] XML = "<domain/>".getBytes(StandardCharsets.UTF_8);
    private static final String ONE_AFTER_THE_OTHER =
            "i=1; while [ $i -le 200 ]; do \"$@\" web$i start begin - </dev/null; i=$((i + 1)); done";
    private static final String ALL_AT_ONCE =
            "i=1; while [ $i -le 50 ]; do \"$@\" web$i start begin - </dev/null & i=$((i + 1)); done; wait";

    @TempDir
    private Path temporary;

    private Path spool;
    private Hook hook;
    private Hook hookInOneCentisecond;

    @BeforeEach
    void createSpool() throws IOException {
        Path folder = temporary.toRealPath();
        spool = Files.createDirectory(folder.resolve("spool"));
        hook = Hook.writingTo(spool);
        hookInOneCentisecond = hook.withUptimeFrom(Files.writeString(folder.resolve("uptime"), "123.45 67.89\n"));
    }

    @Test
    void successiveOperations_sortInCallOrder() throws Exception {
        hook.runFrom(ONE_AFTER_THE_OTHER, XML);

        assertEquals(domains(200), domainsInSpool());
    }

    @Test
    void successiveOperationsOfOneCentisecond_sortInCallOrder() throws Exception {
        hookInOneCentisecond.runFrom(ONE_AFTER_THE_OTHER, XML);

        assertEquals(domains(200), domainsInSpool());
        assertEquals("000000012345-199", SpooledEvent.names(spool).get(199));
    }

    @Test
    void operationAfterDaemonTookTheFirst_sortsBehindTheRest() throws Exception {
        hookInOneCentisecond.run(XML, "web1", "prepare", "begin", "-");
        hookInOneCentisecond.run(XML, "web1", "start", "begin", "-");
        Files.delete(spool.resolve("000000012345-000"));
        hookInOneCentisecond.run(XML, "web1", "started", "begin", "-");

        assertEquals(
                List.of("start", "started"),
                SpooledEvent.readAll(spool).stream()
                        .map(SpooledEvent::operation)
                        .toList());
    }

    @Test
    void simultaneousOperations_areAllKept() throws Exception {
        hook.runFrom(ALL_AT_ONCE, XML);

        assertEquals(Set.copyOf(domains(50)), domainSetInSpool());
        assertEquals(50, SpooledEvent.names(spool).size(), "temporary files are left");
    }

    /** Repeated, for the collisions that it looks for are a matter of luck. */
    @RepeatedTest(5)
    void simultaneousOperationsOfOneCentisecond_areAllKept() throws Exception {
        hookInOneCentisecond.runFrom(ALL_AT_ONCE, XML);

        assertEquals(Set.copyOf(domains(50)), domainSetInSpool());
        assertEquals(50, SpooledEvent.names(spool).size(), "temporary files are left");
    }

    @Test
    void temporaryFileOfAnother_isLeftAlone() throws Exception {
        Path claimed = Files.writeString(spool.resolve(".000000012345-000.tmp"), "half an event");

        hookInOneCentisecond.run(XML, "web1", "start", "begin", "-");

        assertEquals(List.of(".000000012345-000.tmp", "000000012345-001"), SpooledEvent.names(spool));
        assertEquals("half an event", Files.readString(claimed));
    }

    @Test
    void operationWithoutFreeName_overwritesNothing() throws Exception {
        Files.writeString(spool.resolve("000000012345-999"), "somebody else's");

        Result result = hookInOneCentisecond.run(new byte[1 << 20], "web1", "start", "begin", "-");

        assertEquals(Result.SILENT_SUCCESS, result);
        assertEquals(List.of("000000012345-999"), SpooledEvent.names(spool));
        assertEquals("somebody else's", Files.readString(spool.resolve("000000012345-999")));
    }

    @Test
    void operationWithoutUptime_isKept() throws Exception {
        hook.withUptimeFrom(temporary.resolve("missing")).run(XML, "web1", "start", "begin", "-");

        assertEquals(List.of("web1"), domainsInSpool());
        assertEquals(List.of("000000000000-000"), SpooledEvent.names(spool));
    }

    @Test
    void unfinishedOperation_hasOnlyTemporaryName() throws Exception {
        try (WatchService watch = spool.getFileSystem().newWatchService()) {
            spool.register(watch, ENTRY_CREATE);
            Process process = hook.start("web1", "start", "begin", "-");
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(XML);
                stdin.flush();
                assertNotNull(watch.poll(30, TimeUnit.SECONDS), "the hook wrote nothing");
                assertOnlyTemporary();
            }
            assertEquals(0, process.waitFor());
        }
        assertEquals(List.of("web1"), domainsInSpool());
    }

    @Test
    void killedHook_leavesOnlyTemporaryName() throws Exception {
        try (WatchService watch = spool.getFileSystem().newWatchService()) {
            spool.register(watch, ENTRY_CREATE);
            Process process = hook.start("web1", "start", "begin", "-");
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(XML);
                stdin.flush();
                assertNotNull(watch.poll(30, TimeUnit.SECONDS), "the hook wrote nothing");
                process.destroyForcibly();
                process.waitFor();
            }
        }
        assertOnlyTemporary();
    }

    private void assertOnlyTemporary() throws IOException {
        List<String> names = SpooledEvent.names(spool);
        assertEquals(1, names.size(), names::toString);
        assertTrue(names.get(0).matches("\\.[0-9]{12}-000\\.tmp"), names::toString);
    }

    private static List<String> domains(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "web" + i).toList();
    }

    private List<String> domainsInSpool() throws IOException {
        return SpooledEvent.readAll(spool).stream().map(SpooledEvent::domain).toList();
    }

    private Set<String> domainSetInSpool() throws IOException {
        return SpooledEvent.readAll(spool).stream().map(SpooledEvent::domain).collect(toUnmodifiableSet());
    }
}
