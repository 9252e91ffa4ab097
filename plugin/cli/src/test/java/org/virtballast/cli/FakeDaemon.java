/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gives its clients bytes, the same to each or one after the other, whatever they ask, and remembers what they asked. */
final class FakeDaemon implements AutoCloseable {
    private final ServerSocketChannel server;
    private final Supplier<String> answers;
    private final boolean hangs;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<SocketChannel> held = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread = new Thread(this::serve, "fake-daemon");

    private FakeDaemon(Path socket, Supplier<String> answers, boolean hangs) throws IOException {
        this.answers = answers;
        this.hangs = hangs;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        thread.setDaemon(true);
        thread.start();
    }

    /** A daemon that answers with a status and a body. */
    static FakeDaemon answering(Path socket, int status, String body) throws IOException {
        return raw(socket, http(status, body));
    }

    /** A daemon that answers with one body after the other, which it removes, and then says that there is no more. */
    static FakeDaemon answeringInTurn(Path socket, Deque<String> bodies) throws IOException {
        return new FakeDaemon(
                socket,
                () -> Optional.ofNullable(bodies.poll())
                        .map(body -> http(200, body))
                        .orElse(http(503, "{}")),
                false);
    }

    private static String http(int status, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return "HTTP/1.1 " + status + " X\r\nContent-Length: " + length + "\r\n\r\n" + body;
    }

    /** Something that sends these bytes and closes. */
    static FakeDaemon raw(Path socket, String answer) throws IOException {
        return new FakeDaemon(socket, () -> answer, false);
    }

    /** A daemon that sends these bytes and then nothing, for ever. */
    static FakeDaemon hanging(Path socket, String answer) throws IOException {
        return new FakeDaemon(socket, () -> answer, true);
    }

    /** The first line of each request so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void serve() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                ByteBuffer request = ByteBuffer.allocate(4096);
                client.read(request);
                String text = new String(request.array(), 0, request.position(), StandardCharsets.UTF_8);
                requests.add(text.lines().findFirst().orElse(""));
                ByteBuffer out = ByteBuffer.wrap(answers.get().getBytes(StandardCharsets.UTF_8));
                while (out.hasRemaining()) {
                    client.write(out);
                }
                held.add(client);
                if (!hangs) {
                    client.close();
                }
            } catch (ClosedChannelException e) {
                // The test is over.
                return;
            } catch (IOException e) {
                // This client went away in the middle; the next may not.
                requests.add("gone: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel client : held) {
            client.close();
        }
    }
}
