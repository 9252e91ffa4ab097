/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks one question over HTTP on a Unix socket. The question is of HTTP/1.0, so the answer comes in one piece and ends
 * with the connection.
 *
 * <p>Not Jetty's client: in a fresh JVM its first answer took 960 to 1010 ms where this takes 43, and a command that is
 * typed should answer before the fingers rest.
 */
final class HttpOverUnixSocket {
    /** Thousands of domains; keeps a socket that is not ours from filling the heap. */
    private static final int MOST_BYTES = 16 << 20;

    /** Linux does not tell when a full queue has room again. */
    private static final Duration RETRY = Duration.ofMillis(20);

    private static final Pattern HEAD = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)[^\r\n]*\r\n");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length:[ \t]*(\\d{1,9})[ \t]*\r\n");

    private final Path socket;
    private final Duration deadline;

    /** What came back. */
    record Answer(int status, String body) {}

    HttpOverUnixSocket(Path socket, Duration deadline) {
        this.socket = socket;
        this.deadline = deadline;
    }

    /** @throws ControlException where no whole answer comes in time */
    Answer get(String target) throws ControlException {
        return ask("GET " + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
    }

    /**
     * Asks to do something; all that is to be said is in the target.
     *
     * @throws ControlException where no whole answer comes in time; it may have been done all the same
     */
    Answer post(String target) throws ControlException {
        return ask("POST " + target + " HTTP/1.0\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    }

    private Answer ask(String text) throws ControlException {
        byte[] request = text.getBytes(StandardCharsets.US_ASCII);
        try {
            return parse(exchange(request));
        } catch (IllegalArgumentException e) {
            throw new ControlException(socket + " is no path of a socket: " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new ControlException(reason(e), e);
        }
    }

    private byte[] exchange(byte[] request) throws IOException, ControlException {
        long end = System.nanoTime() + deadline.toNanos();
        try (SocketChannel channel = connect(end);
                Selector selector = Selector.open()) {
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer out = ByteBuffer.wrap(request);
            while (out.hasRemaining()) {
                await(selector, end);
                channel.write(out);
            }
            key.interestOps(SelectionKey.OP_READ);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer in = ByteBuffer.allocate(1 << 16);
            while (channel.read(in) >= 0) {
                answer.write(in.array(), 0, in.position());
                if (answer.size() > MOST_BYTES) {
                    throw new ControlException(notOurs("it answered more than 16 MiB"));
                }
                if (in.position() == 0) {
                    await(selector, end);
                }
                in.clear();
            }
            return answer.toByteArray();
        }
    }

    /** A connection that does not block. Where the daemon has too many clients, one more waits for its turn here. */
    private SocketChannel connect(long end) throws IOException, ControlException {
        while (true) {
            Optional<SocketChannel> channel = tryToConnect();
            if (channel.isPresent()) {
                return channel.get();
            }
            if (end - System.nanoTime() <= 0) {
                throw late();
            }
            LockSupport.parkNanos(RETRY.toNanos());
        }
    }

    /** Empty where the queue of the socket is full. */
    private Optional<SocketChannel> tryToConnect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean connected = false;
        try {
            channel.configureBlocking(false);
            connected = channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (SocketException e) {
            if (!String.valueOf(e.getMessage()).contains("temporarily unavailable")) {
                throw e;
            }
        } finally {
            if (!connected) {
                channel.close();
            }
        }
        return connected ? Optional.of(channel) : Optional.empty();
    }

    private void await(Selector selector, long end) throws IOException, ControlException {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0 || selector.select(left) == 0) {
            throw late();
        }
        selector.selectedKeys().clear();
    }

    private ControlException late() {
        return new ControlException("virt-ballastd did not answer on " + socket + " within " + deadline.toSeconds()
                + " seconds: see 'journalctl -u virt-ballast'.");
    }

    private Answer parse(byte[] bytes) throws ControlException {
        // Latin 1 has a character for each byte, so positions and lengths in it are those in the answer.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        Matcher head = HEAD.matcher(text);
        if (end < 0 || !head.lookingAt()) {
            throw new ControlException(notOurs("its answer is no HTTP"));
        }
        int start = end + 4;
        Matcher length = LENGTH.matcher(text.substring(0, end + 2));
        if (length.find() && Integer.parseInt(length.group(1)) != bytes.length - start) {
            throw new ControlException("virt-ballastd stopped in the middle of its answer: ask again.");
        }
        return new Answer(
                Integer.parseInt(head.group(1)),
                new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8));
    }

    private String notOurs(String why) {
        return socket + " is not the socket of a virt-ballastd: " + why + ".";
    }

    private String reason(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("Permission denied")) {
            return "permission denied on " + socket + ": run this as root" + group() + ".";
        }
        if (failure instanceof ConnectException || message.contains("No such file")) {
            return "virt-ballastd is not running (no answer on " + socket
                    + "): start it with 'systemctl start virt-ballast'.";
        }
        if (message.contains("Broken pipe") || message.contains("Connection reset")) {
            return "virt-ballastd turned this request away, as it does while it has too many others: ask again.";
        }
        return "virt-ballastd cannot be asked on " + socket + ": " + message + ".";
    }

    /** The group that may open the socket, where it can be seen and is not root's. */
    private String group() {
        try {
            String group = String.valueOf(Files.getAttribute(socket, "posix:group"));
            return "root".equals(group) ? "" : " or as a member of the group " + group;
        } catch (IOException e) {
            return " or as a member of its group";
        }
    }
}
