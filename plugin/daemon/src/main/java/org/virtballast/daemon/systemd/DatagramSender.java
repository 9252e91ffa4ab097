/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.systemd;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Sends datagrams to a Unix socket, which Java cannot. Holds no descriptor: notifications are rare. */
final class DatagramSender {
    /** {@code sockaddr_un}: the family, then at most 108 bytes of path. */
    private static final int PATH_BYTES = 108;

    private final String name;
    private final byte[] address;

    /**
     * @param name an absolute path, or {@code @} and an abstract name
     * @throws IllegalArgumentException where it is neither, or too long
     * @throws LinkageError where JNA cannot be loaded
     */
    DatagramSender(String name) {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (!name.startsWith("/") && !name.startsWith("@")) {
            throw new IllegalArgumentException(name + " is neither an absolute path nor an abstract name (@…)");
        }
        if (path.length < 2 || path.length >= PATH_BYTES) {
            throw new IllegalArgumentException(name + " is not from 2 to " + (PATH_BYTES - 1) + " bytes long");
        }
        this.name = name;
        if (path[0] == '@') {
            path[0] = 0;
        }
        // An abstract name ends with the length that is passed, a path with a NUL.
        int length = Short.BYTES + path.length + (path[0] == 0 ? 0 : 1);
        address = ByteBuffer.allocate(length)
                .order(ByteOrder.nativeOrder())
                .putShort((short) LibC.AF_UNIX)
                .put(path)
                .array();
        LibC.load();
    }

    /** @throws LastErrorException where nobody takes it; never waits for someone who does */
    void send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int descriptor = LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        try {
            LibC.sendto(
                    descriptor,
                    bytes,
                    new NativeLong(bytes.length),
                    LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL,
                    address,
                    address.length);
        } finally {
            LibC.close(descriptor);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
