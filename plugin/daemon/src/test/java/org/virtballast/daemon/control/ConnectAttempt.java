/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/** A program of its own, to be run as another user: connects to a socket and prints what came of it. */
final class ConnectAttempt {
    private ConnectAttempt() {}

    public static void main(String[] arguments) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]))) {
            System.out.println(channel.isConnected() ? "connected" : "not connected");
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
