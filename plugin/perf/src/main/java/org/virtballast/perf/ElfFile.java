/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds where in a 64-bit ELF file a function is. Trusts nothing that the file says of itself. Source of the layout: the
 * System V gABI and {@code elf(5)}.
 */
final class ElfFile implements AutoCloseable {
    private static final int HEADER_BYTES = 64;
    private static final int SECTION_BYTES = 64;
    private static final int SEGMENT_BYTES = 56;
    private static final int SYMBOL_BYTES = 24;

    /** Far above any symbol table seen, and far below what a daemon cannot spare for a moment. */
    private static final long MOST_BYTES = 32L << 20;

    private static final int MAGIC = 0x464C457F;
    private static final byte CLASS_64 = 2;
    private static final byte LITTLE_ENDIAN = 1;
    private static final int SECTION_SYMTAB = 2;
    private static final int SECTION_DYNSYM = 11;
    private static final int SEGMENT_LOAD = 1;
    private static final int SEGMENT_EXECUTABLE = 1;
    private static final int SYMBOL_NOTYPE = 0;
    private static final int SYMBOL_FUNCTION = 2;

    private final FileChannel file;
    private final ByteBuffer header;

    private ElfFile(FileChannel file, ByteBuffer header) {
        this.file = file;
        this.header = header;
    }

    /**
     * Opens a file.
     *
     * @throws IllegalArgumentException where it is no 64-bit little-endian ELF file
     * @throws IOException where it cannot be read
     */
    static ElfFile open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path);
        try {
            ByteBuffer header = bytes(file, 0, HEADER_BYTES, "ELF header");
            if (header.getInt(0) != MAGIC || header.get(4) != CLASS_64 || header.get(5) != LITTLE_ENDIAN) {
                throw new IllegalArgumentException("it is not a 64-bit little-endian ELF file");
            }
            return new ElfFile(file, header);
        } catch (IOException | IllegalArgumentException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Where a function begins.
     *
     * @return its offset in the file, in bytes
     * @throws IllegalArgumentException where the file has no such function, or several, or is damaged
     * @throws IOException where the file cannot be read
     */
    long offsetOf(String function) throws IOException {
        ByteBuffer sections = sections();
        Set<Long> addresses = new HashSet<>();
        addAddresses(sections, SECTION_DYNSYM, function, addresses);
        addAddresses(sections, SECTION_SYMTAB, function, addresses);
        if (addresses.size() != 1) {
            String found = addresses.isEmpty() ? "has no function" : "has " + addresses.size() + " functions";
            throw new IllegalArgumentException("it " + found + " '" + function
                    + "' in its symbol tables; name another, or give the offset as uprobe:FILE@OFFSET");
        }
        return fileOffset(addresses.iterator().next());
    }

    private ByteBuffer sections() throws IOException {
        long start = header.getLong(40);
        long count = Short.toUnsignedLong(header.getShort(60));
        if (start == 0 || Short.toUnsignedInt(header.getShort(58)) != SECTION_BYTES) {
            throw new IllegalArgumentException(
                    "it has no section headers to find symbols with; give the offset as uprobe:FILE@OFFSET");
        }
        if (count == 0) {
            // More sections than the header's field holds: the first section has their number.
            count = bytes(file, start, SECTION_BYTES, "first section header").getLong(32);
        }
        return table(start, count, SECTION_BYTES, "section header table");
    }

    /** Searches the first table of a type: a sound file has one, and a hostile one shall not keep us busy with many. */
    private void addAddresses(ByteBuffer sections, int type, String function, Set<Long> addresses) throws IOException {
        for (int section = 0; section < sections.capacity(); section += SECTION_BYTES) {
            if (sections.getInt(section + 4) == type) {
                addMatches(sections, section, function, addresses);
                return;
            }
        }
    }

    private void addMatches(ByteBuffer sections, int section, String function, Set<Long> addresses) throws IOException {
        long strings = Integer.toUnsignedLong(sections.getInt(section + 40)) * SECTION_BYTES;
        if (strings >= sections.capacity()) {
            throw new IllegalArgumentException("it is damaged: a symbol table names a string table that is not there");
        }
        ByteBuffer symbols = table(
                sections.getLong(section + 24),
                Long.divideUnsigned(sections.getLong(section + 32), SYMBOL_BYTES),
                SYMBOL_BYTES,
                "symbol table");
        ByteBuffer names =
                bytes(file, sections.getLong((int) strings + 24), sections.getLong((int) strings + 32), "string table");
        byte[] wanted = (function + '\0').getBytes(StandardCharsets.UTF_8);
        for (int symbol = 0; symbol < symbols.capacity(); symbol += SYMBOL_BYTES) {
            int kind = symbols.get(symbol + 4) & 0xF;
            boolean defined = symbols.getShort(symbol + 6) != 0;
            if (defined
                    && (kind == SYMBOL_FUNCTION || kind == SYMBOL_NOTYPE)
                    && matches(names, Integer.toUnsignedLong(symbols.getInt(symbol)), wanted)) {
                addresses.add(symbols.getLong(symbol + 8));
            }
        }
    }

    private static boolean matches(ByteBuffer names, long start, byte[] wanted) {
        return start <= names.capacity() - wanted.length
                && names.slice((int) start, wanted.length).equals(ByteBuffer.wrap(wanted));
    }

    /** A symbol's value is an address in memory: the executable segment that it lies in says where that is in the file. */
    private long fileOffset(long address) throws IOException {
        ByteBuffer segments = table(
                header.getLong(32), Short.toUnsignedLong(header.getShort(56)), SEGMENT_BYTES, "program header table");
        for (int segment = 0; segment < segments.capacity(); segment += SEGMENT_BYTES) {
            long distance = address - segments.getLong(segment + 16);
            boolean executable = segments.getInt(segment) == SEGMENT_LOAD
                    && (segments.getInt(segment + 4) & SEGMENT_EXECUTABLE) != 0;
            if (executable && Long.compareUnsigned(distance, segments.getLong(segment + 32)) < 0) {
                long offset = segments.getLong(segment + 8) + distance;
                bytes(file, offset, 1, "function");
                return offset;
            }
        }
        throw new IllegalArgumentException("it is damaged: the function is in no executable segment");
    }

    private ByteBuffer table(long start, long count, int entryBytes, String what) throws IOException {
        if (count < 0 || count > MOST_BYTES / entryBytes) {
            throw new IllegalArgumentException("it is damaged: its " + what + " has " + Long.toUnsignedString(count)
                    + " entries; give the offset as uprobe:FILE@OFFSET");
        }
        return bytes(file, start, count * entryBytes, what);
    }

    private static ByteBuffer bytes(FileChannel file, long start, long length, String what) throws IOException {
        if (start < 0 || length < 0 || length > MOST_BYTES || start > file.size() - length) {
            throw new IllegalArgumentException("it is no ELF file or is cut short: its " + what + " ("
                    + Long.toUnsignedString(length) + " bytes from " + Long.toUnsignedString(start)
                    + ") is not within its " + file.size() + " bytes, or is above " + MOST_BYTES);
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, start + buffer.position()) < 0) {
                throw new EOFException("it was cut short while it was read");
            }
        }
        return buffer.rewind();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
