/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel did for QEMU while something was done, counted with the perf tool.
 *
 * @param systemCalls system calls of the processes
 * @param contextSwitches of their threads
 */
record KernelWork(long systemCalls, long contextSwitches) {
    private static final String SYSTEM_CALLS = "raw_syscalls:sys_enter";
    private static final String CONTEXT_SWITCHES = "context-switches";

    /** Counts for the processes of guests while something is done. */
    static KernelWork during(List<Guest> guests, Runnable work) throws IOException, InterruptedException {
        List<String> pids = new ArrayList<>();
        for (Guest guest : guests) {
            pids.add(Files.readString(Path.of("/run/libvirt/qemu", guest.domain() + ".pid"))
                    .strip());
        }
        Path counts = Files.createTempFile("vbtest-perf", ".csv");
        try {
            Process perf = new ProcessBuilder(
                            "perf",
                            "stat",
                            "--field-separator",
                            ",",
                            "--output",
                            counts.toString(),
                            "--event",
                            SYSTEM_CALLS + "," + CONTEXT_SWITCHES,
                            "--pid",
                            String.join(",", pids))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                work.run();
            } finally {
                // As from a terminal: then it writes what it counted.
                Program.check("kill", "-INT", Long.toString(perf.pid()));
                int unused = perf.waitFor();
            }
            String text = Files.readString(counts);
            return new KernelWork(count(text, SYSTEM_CALLS), count(text, CONTEXT_SWITCHES));
        } finally {
            Files.deleteIfExists(counts);
        }
    }

    private static long count(String text, String event) {
        return text.lines()
                .filter(line -> line.contains("," + event + ","))
                .map(line -> line.split(",", -1)[0])
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("perf did not count " + event + ": " + text));
    }
}
