/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.virtballast.cli.ControlException;
import org.virtballast.core.report.DomainReport;
import org.virtballast.spi.ByteSize;

/** People and programs meddle: with a guest's size, and with the daemon's control socket. */
final class OperatorIT {
    private static final int LARGE = 512;
    private static final int MIDDLE = 384;
    private static final int SMALL = 256;
    private static final int CONNECTIONS = 200;

    private static ScriptedHost host;
    private static Guest guest;

    @BeforeAll
    static void startGuest() throws Exception {
        host = new ScriptedHost(LARGE);
        host.startDaemon();
        guest = host.startNormal("operator", "--near", Integer.toString(LARGE));
    }

    @AfterAll
    static void removeGuest() throws Exception {
        host.close();
    }

    @Test
    void guestResizedByHand_isHeldForAWhileAndThenResizedAgain() throws Exception {
        host.want(guest, MIDDLE);
        host.awaitSize(guest, MIDDLE);
        host.awaitCondition(guest, "normal");
        long asked = host.report(guest).orElseThrow().lastMove().orElseThrow().cycle();

        guest.resize(SMALL);

        DomainReport held = host.await(
                "is held at the new size",
                guest,
                report -> report.condition().equals("held") && report.current() == SMALL * ByteSize.MIB);
        double seconds = held.heldSeconds().orElseThrow();
        assertTrue(seconds > 0 && seconds <= ScriptedHost.OPERATOR_HOLD.toSeconds(), "held for " + seconds + " s");
        assertEquals(asked, held.lastMove().orElseThrow().cycle(), "asked while it is held");
        assertFalse(held.eligible());
        assertTrue(host.wasHeld(guest));
        host.awaitSize(guest, MIDDLE);
        DomainReport released = host.awaitCondition(guest, "normal");
        assertTrue(released.heldSeconds().isEmpty());
        assertEquals(0, released.owed(), "what an operator gave it is what it is entitled to");
    }

    @Test
    void pausedGuest_keepsItsSizeUntilItIsResumed() throws Exception {
        host.want(guest, LARGE);
        host.awaitSize(guest, LARGE);
        host.awaitCondition(guest, "normal");

        host.command("pause", guest.domain());
        host.awaitCondition(guest, "paused");
        host.want(guest, MIDDLE);
        host.awaitCycles(3);
        assertEquals(LARGE * ByteSize.MIB, guest.current());
        assertEquals(LARGE * ByteSize.MIB, host.report(guest).orElseThrow().target());

        host.command("resume", guest.domain());
        host.awaitSize(guest, MIDDLE);
    }

    @Test
    void daemonThatStops_givesBackWhatItTookWhereTheConfigurationAsksForIt() throws Exception {
        host.want(guest, LARGE);
        host.awaitSize(guest, LARGE);
        host.awaitCondition(guest, "normal");
        host.want(guest, SMALL);
        host.awaitSize(guest, SMALL);
        host.awaitCondition(guest, "normal");
        host.restoreOnStop();
        host.awaitCycles(2);

        host.stopDaemon();

        try {
            Eventually.await(
                    "the guest has its memory back", ScriptedHost.SOON, () -> guest.current() == LARGE * ByteSize.MIB);
        } finally {
            host.startDaemon();
            host.awaitCondition(guest, "normal");
        }
    }

    @Test
    void manyConnectionsAtOnce_neitherStopTheCyclesNorLockTheCommandOutForLong() throws Exception {
        long before = host.daemon().status().cycle();
        long began = System.nanoTime();

        List<Boolean> ended = Together.call(IntStream.range(0, CONNECTIONS)
                .<Callable<Boolean>>mapToObj(number -> () -> connect(number))
                .toList());

        Eventually.await("the daemon answers", ScriptedHost.SOON, this::answers);
        double seconds = (System.nanoTime() - began) / 1e9;
        long cycles = host.daemon().status().cycle() - before;
        System.out.printf(
                Locale.ROOT,
                "%d connections, %d of them answered, in %.1f s, in which %d cycles ended%n",
                ended.size(),
                ended.stream().filter(answered -> answered).count(),
                seconds,
                cycles);
        assertTrue(cycles >= seconds / 2, cycles + " cycles of a second each ended in " + seconds + " s");
        CycleWatch watch = new CycleWatch();
        while (watch.cycles() < 3) {
            watch.look(host.daemon());
        }
        assertTrue(watch.longestAnswer().compareTo(Duration.ofSeconds(3)) < 0, watch::toString);
    }

    private boolean answers() {
        try {
            return host.daemon().status().cycle() > 0;
        } catch (ControlException e) {
            return false;
        }
    }

    /**
     * Of three clients one says nothing, one asks, and one falls silent in the midst of its request; all wait for the end.
     *
     * @return whether it was answered
     */
    private static boolean connect(int number) {
        String request = "GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n";
        int length = number % 3 == 0 ? 0 : number % 3 == 1 ? request.length() : request.length() / 2;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(DaemonProcess.RUNTIME.resolve("control.sock")));
            channel.write(ByteBuffer.wrap(request.substring(0, length).getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(4096);
            boolean answered = false;
            while (channel.read(answer) >= 0) {
                answered |= new String(answer.array(), StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200");
                answer.clear();
            }
            return answered;
        } catch (IOException e) {
            // The daemon may end a connection at any time.
            return false;
        }
    }
}
