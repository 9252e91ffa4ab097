/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The C library of this very process: functions to call and to probe that the JVM itself has no use for. */
final class ProbedLibC {
    private ProbedLibC() {}

    /** Calls a function without arguments that often. */
    static void call(String function, int times) {
        Function called = NativeLibrary.getInstance("c").getFunction(function);
        for (int call = 0; call < times; call++) {
            called.invokeInt(new Object[0]);
        }
    }

    /** The file that is loaded. */
    static Path file() throws IOException {
        return Path.of(mapping("getppid")[5]);
    }

    /** The offset in the file of what the dynamic loader says a function's address is. */
    static long offsetInMemory(String function) throws IOException {
        String[] mapping = mapping(function);
        long start = Long.parseUnsignedLong(mapping[0].substring(0, mapping[0].indexOf('-')), 16);
        return address(function) - start + Long.parseUnsignedLong(mapping[2], 16);
    }

    private static long address(String function) {
        return Pointer.nativeValue(NativeLibrary.getInstance("c").getFunction(function));
    }

    /** The line of {@code /proc/self/maps} that a function is in: range, rights, offset, device, inode, file. */
    private static String[] mapping(String function) throws IOException {
        long address = address(function);
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            String[] fields = line.split(" +", 6);
            String[] range = fields[0].split("-", 2);
            if (Long.compareUnsigned(address, Long.parseUnsignedLong(range[0], 16)) >= 0
                    && Long.compareUnsigned(address, Long.parseUnsignedLong(range[1], 16)) < 0) {
                return fields;
            }
        }
        throw new IOException("no mapping has " + function);
    }
}
