/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.nio.ByteBuffer;
import java.util.UUID;

/** UUIDs as libvirt's calls take them: 16 bytes, the most significant first. */
final class Uuids {
    private Uuids() {}

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(NativeLibvirt.VIR_UUID_BUFLEN)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static UUID of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
