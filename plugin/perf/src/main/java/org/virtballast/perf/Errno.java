/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.util.Optional;

/**
 * What the kernel's error numbers mean for perf events. Numbers: {@code asm-generic/errno.h}, the same on all supported
 * architectures; meanings: {@code perf_event_open(2)} and the kernel's sources.
 */
enum Errno {
    EPERM(1, "the daemon may not count: it needs root or CAP_PERFMON, or a lower kernel.perf_event_paranoid"),
    ENOENT(2, "there is no such event on this machine: perf list names those there are, and a uprobe needs its file"),
    ESRCH(3, "the thread ended"),
    EINTR(4, "a signal came in between"),
    EIO(5, "the kernel could not read what the event needs: a probed file may have changed, give the place anew"),
    E2BIG(
            7,
            "the kernel does not know a config word that the event uses: use an event without config3, or a newer kernel"),
    ENOMEM(12, "the kernel has no memory for more events: count fewer domains or events"),
    EACCES(13, "the daemon may not count: it needs root or CAP_PERFMON, or a lower kernel.perf_event_paranoid"),
    EBUSY(16, "something else has the PMU for itself, such as another profiler or the NMI watchdog: end that first"),
    ENODEV(19, "this machine has no PMU for it: use software events, a uprobe or another source of accesses"),
    EINVAL(
            22,
            "the kernel does not take the event in this group: its code or offset may be wrong, its PMU may not count"
                    + " threads, or the group has events of two PMUs or more than there are counters; try it with perf stat"),
    ENFILE(23, "the host has too many open files, and counting all domains takes {needed}: raise fs.file-max"),
    EMFILE(
            24,
            "the daemon has too many open files, and counting all domains takes {needed}: raise LimitNOFILE of its"
                    + " service well above that"),
    ENOSPC(28, "there is no hardware counter or breakpoint left for it: count fewer events"),
    ENOSYS(38, "this kernel has no perf events: it needs CONFIG_PERF_EVENTS"),
    EOPNOTSUPP(
            95,
            "the PMU does not support it here, as in a virtual machine without a PMU, or for a guest that has the PMU for"
                    + " itself: use software events, a uprobe or another source of accesses"),
    /** The kernel's own ENOTSUPP, which libc has no name for; uprobes return it. */
    ENOTSUPP(524, "there is no instruction at that place that the kernel can probe: give the offset of another one");

    private final int number;
    private final String meaning;

    Errno(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    static Optional<Errno> of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return Optional.of(errno);
            }
        }
        return Optional.empty();
    }

    int number() {
        return number;
    }

    /**
     * What it means and what to do.
     *
     * @param descriptors how many files must be open to count all domains
     */
    String meaning(int descriptors) {
        return meaning.replace("{needed}", Integer.toString(descriptors));
    }
}
