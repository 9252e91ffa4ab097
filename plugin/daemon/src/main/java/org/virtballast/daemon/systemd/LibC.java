/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.systemd;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/** The socket calls of the C library, with Linux's values of its constants. */
final class LibC {
    static final int AF_UNIX = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;

    static {
        Native.register(LibC.class, "c");
    }

    private LibC() {}

    /**
     * Loads the library now rather than at the first call.
     *
     * @throws LinkageError where that fails
     */
    static void load() {
        // Naming the class is what loads it.
    }

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native NativeLong sendto(
            int descriptor, byte[] bytes, NativeLong length, int flags, byte[] address, int addressLength)
            throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;
}
