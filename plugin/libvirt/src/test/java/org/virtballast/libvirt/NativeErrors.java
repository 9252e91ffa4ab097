/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;

/** libvirt's virError in native memory, as far as it is read. */
final class NativeErrors {
    private NativeErrors() {}

    /** @param message may be null */
    static Memory of(int code, int domain, String message) {
        byte[] text = (message == null ? "\0" : message + "\0").getBytes(StandardCharsets.UTF_8);
        // One allocation, the text behind the structure: they live equally long.
        Memory error = new Memory(16L + text.length);
        error.setInt(0, code);
        error.setInt(4, domain);
        error.write(16, text, 0, text.length);
        error.setPointer(8, message == null ? null : error.share(16));
        return error;
    }
}
