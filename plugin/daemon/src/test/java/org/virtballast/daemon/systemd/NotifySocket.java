/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.systemd;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The service manager's end: a datagram socket, as systemd binds it. */
final class NotifySocket implements AutoCloseable {
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final long SECONDS = 10;

    static {
        Native.register(NotifySocket.class, "c");
    }

    private final int descriptor;

    /** Listens on a path, or on the abstract name after an {@code @}. */
    NotifySocket(String name) {
        byte[] path = name.replaceFirst("^@", "\0").getBytes(StandardCharsets.UTF_8);
        byte[] address = ByteBuffer.allocate(Short.BYTES + path.length)
                .order(ByteOrder.nativeOrder())
                .putShort((short) LibC.AF_UNIX)
                .put(path)
                .array();
        descriptor = LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        bind(descriptor, address, address.length);
        byte[] timeout = ByteBuffer.allocate(2 * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(SECONDS)
                .array();
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, timeout, timeout.length);
    }

    /** The next datagram; fails where none comes. */
    String receive() {
        byte[] buffer = new byte[4096];
        int length = recv(descriptor, buffer, new NativeLong(buffer.length), 0).intValue();
        return new String(buffer, 0, length, StandardCharsets.UTF_8);
    }

    /** Whether another datagram waits. */
    boolean isEmpty() {
        try {
            recv(descriptor, new byte[1], new NativeLong(1), LibC.MSG_DONTWAIT);
            return false;
        } catch (LastErrorException e) {
            return true;
        }
    }

    @Override
    public void close() {
        LibC.close(descriptor);
    }

    private static native int bind(int descriptor, byte[] address, int length) throws LastErrorException;

    private static native int setsockopt(int descriptor, int level, int option, byte[] value, int length)
            throws LastErrorException;

    private static native NativeLong recv(int descriptor, byte[] buffer, NativeLong length, int flags)
            throws LastErrorException;
}
