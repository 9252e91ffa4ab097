/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;

/** An array of virTypedParameter in native memory, as libvirt would fill it. */
final class Parameters {
    private final Memory memory;
    private int count;

    Parameters(int most) {
        memory = new Memory((most + 1L) * TypedParameters.SIZE);
        // What libvirt leaves untouched is not zero either.
        memory.setMemory(0, memory.size(), (byte) 0x5A);
    }

    Parameters integer(String name, int type, int value) {
        memory.setInt(begin(name, type) + TypedParameters.VALUE_AT, value);
        return this;
    }

    Parameters number(String name, long value) {
        memory.setLong(begin(name, TypedParameters.ULLONG) + TypedParameters.VALUE_AT, value);
        return this;
    }

    Parameters signed(String name, long value) {
        memory.setLong(begin(name, TypedParameters.LLONG) + TypedParameters.VALUE_AT, value);
        return this;
    }

    Parameters real(String name, double value) {
        memory.setDouble(begin(name, TypedParameters.DOUBLE) + TypedParameters.VALUE_AT, value);
        return this;
    }

    Parameters flag(String name, boolean value) {
        memory.setByte(begin(name, TypedParameters.BOOLEAN) + TypedParameters.VALUE_AT, (byte) (value ? 1 : 0));
        return this;
    }

    /** A text lies elsewhere; where it does here, nobody may read. */
    Parameters text(String name) {
        memory.setLong(begin(name, TypedParameters.STRING) + TypedParameters.VALUE_AT, 1);
        return this;
    }

    Memory memory() {
        return memory;
    }

    int count() {
        return count;
    }

    TypedParameters decode() {
        return TypedParameters.decode(memory, count);
    }

    private long begin(String name, int type) {
        long at = (long) count++ * TypedParameters.SIZE;
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        memory.write(at, bytes, 0, bytes.length);
        if (bytes.length < TypedParameters.TYPE_AT) {
            memory.setByte(at + bytes.length, (byte) 0);
        }
        memory.setInt(at + TypedParameters.TYPE_AT, type);
        return at;
    }
}
