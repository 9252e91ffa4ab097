/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Pointer;

/** The functions of the C library that perf events take. Each fails with the errno. A Java {@code long} is C's here. */
interface LibC extends Library {
    /** The generic system call, with the arguments of {@code perf_event_open(2)}: there is no function for it. */
    long syscall(long number, Pointer attributes, long thread, long cpu, long leader, long flags)
            throws LastErrorException;

    long read(int descriptor, Pointer buffer, long bytes) throws LastErrorException;

    int close(int descriptor) throws LastErrorException;
}
