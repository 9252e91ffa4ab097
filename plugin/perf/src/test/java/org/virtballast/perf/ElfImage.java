/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small ELF file to be damaged: header, two program headers, four section headers, and symbols in a dynamic table and a
 * full one. The code is loaded at an address that is not its offset.
 */
final class ElfImage {
    static final String NEAR = "tier_near_accesses";
    static final String FAR = "tier_far_accesses";
    static final String TWICE = "twice";
    static final String IMPORTED = "imported";
    static final String DATA = "near_count";
    static final String OUTSIDE = "outside";

    static final int CODE_OFFSET = 0x800;
    static final long CODE_ADDRESS = 0x40_1000;
    static final long NEAR_OFFSET = CODE_OFFSET + 0x10;
    static final long FAR_OFFSET = CODE_OFFSET + 0x20;
    static final int BYTES = 0x900;

    static final int SEGMENTS = 64;
    static final int SECTIONS = SEGMENTS + 2 * 56;
    static final int DYNAMIC = SECTIONS + 5 * 64;
    static final int FULL = DYNAMIC + 5 * 24;
    static final int STRINGS = FULL + 4 * 24;

    private static final int FUNCTION = 2;
    private static final int OBJECT = 1;

    private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int stringsEnd = STRINGS + 1;

    private ElfImage() {
        bytes.putInt(0, 0x464C457F).put(4, (byte) 2).put(5, (byte) 1);
        bytes.putLong(32, SEGMENTS).putLong(40, SECTIONS);
        bytes.putShort(54, (short) 56).putShort(56, (short) 2).putShort(58, (short) 64);
        bytes.putShort(60, (short) 5);
        segment(0, 4, 0, 0x40_0000, 0x800);
        segment(1, 5, CODE_OFFSET, CODE_ADDRESS, 0x100);
        section(1, 11, DYNAMIC, 5 * 24, 3);
        section(2, 2, FULL, 4 * 24, 3);
        symbol(DYNAMIC + 24, "x" + NEAR, 1, FUNCTION, CODE_ADDRESS + 0x10);
        symbol(DYNAMIC + 48, IMPORTED, 0, FUNCTION, 0);
        symbol(DYNAMIC + 72, TWICE, 1, FUNCTION, CODE_ADDRESS + 0x30);
        symbol(DYNAMIC + 96, DATA, 1, OBJECT, CODE_ADDRESS + 0x50);
        symbol(FULL, NEAR, 1, FUNCTION, CODE_ADDRESS + 0x10);
        symbol(FULL + 24, FAR, 1, FUNCTION, CODE_ADDRESS + 0x20);
        symbol(FULL + 48, TWICE, 1, FUNCTION, CODE_ADDRESS + 0x40);
        symbol(FULL + 72, OUTSIDE, 1, FUNCTION, 0x40_0010);
        // The linker lets a name be the tail of another one.
        bytes.putInt(DYNAMIC + 24, bytes.getInt(DYNAMIC + 24) + 1);
        section(3, 3, STRINGS, stringsEnd - STRINGS, 0);
    }

    static ElfImage sound() {
        return new ElfImage();
    }

    /** The bytes, to be changed. */
    ByteBuffer bytes() {
        return bytes;
    }

    Path writeTo(Path file) throws IOException {
        return Files.write(file, bytes.array());
    }

    private void segment(int index, int flags, long offset, long address, long size) {
        int at = SEGMENTS + index * 56;
        bytes.putInt(at, 1).putInt(at + 4, flags).putLong(at + 8, offset);
        bytes.putLong(at + 16, address).putLong(at + 32, size);
    }

    private void section(int index, int type, long offset, long size, int strings) {
        int at = SECTIONS + index * 64;
        bytes.putInt(at + 4, type).putLong(at + 24, offset).putLong(at + 32, size);
        bytes.putInt(at + 40, strings);
    }

    private void symbol(int at, String name, int section, int kind, long address) {
        bytes.putInt(at, stringsEnd - STRINGS).put(at + 4, (byte) kind);
        bytes.putShort(at + 6, (short) section).putLong(at + 8, address);
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        bytes.put(stringsEnd, text);
        stringsEnd += text.length + 1;
    }
}
