/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Says anything to a socket. */
final class RawClient {
    private final Path socket;

    RawClient(Path socket) {
        this.socket = socket;
    }

    /** A connection on which these bytes were sent, one for each character. */
    SocketChannel connect(String request) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return channel;
    }

    /** All that comes back; what came before the connection broke, where it does. */
    String exchange(String request) throws IOException {
        try (SocketChannel channel = connect(request)) {
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    String get(String target) throws IOException {
        return exchange("GET " + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
    }

    String post(String target) throws IOException {
        return exchange("POST " + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
    }

    /** Whether the server answers an honest client now. */
    boolean isAnswered() {
        try {
            return get("/v1/explain?domain=web1").startsWith("HTTP/1.1 200 ");
        } catch (IOException e) {
            return false;
        }
    }
}
