/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What to count and where the host keeps what is needed for it.
 *
 * @param nearEvents events that the near tier causes, at least one, each in one of the forms of {@link #split}
 * @param farEvents events that the far tier causes, at least one: without any, every hit ratio would be 1
 * @param scale accesses an event stands for; above 0 and finite
 * @param procRoot where procfs is mounted
 * @param sysRoot where sysfs is mounted
 * @param qemuRunDir the folder in which libvirt keeps {@code NAME.pid} of each running domain
 */
public record PerfSettings(
        List<String> nearEvents, List<String> farEvents, double scale, Path procRoot, Path sysRoot, Path qemuRunDir) {
    public PerfSettings {
        nearEvents = List.copyOf(nearEvents);
        farEvents = List.copyOf(farEvents);
        if (nearEvents.isEmpty() || farEvents.isEmpty()) {
            throw new IllegalArgumentException("a hit ratio takes at least one near event and one far event, not "
                    + nearEvents.size() + " and " + farEvents.size());
        }
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("scale must be a number above 0: " + scale);
        }
        Objects.requireNonNull(procRoot, "procRoot");
        Objects.requireNonNull(sysRoot, "sysRoot");
        Objects.requireNonNull(qemuRunDir, "qemuRunDir");
    }

    /** The settings for libvirt's QEMU driver on a Linux host. */
    public static PerfSettings of(List<String> nearEvents, List<String> farEvents, double scale) {
        return new PerfSettings(
                nearEvents, farEvents, scale, Path.of("/proc"), Path.of("/sys"), Path.of("/run/libvirt/qemu"));
    }

    /**
     * Splits a comma-separated list of events. Commas inside {@code pmu/term=1,term/} and in the file of a uprobe belong
     * to the event. The forms are names such as {@code cache-misses}, raw codes such as {@code raw:r01d1} or
     * {@code r01d1}, {@code pmu/term=1,term/}, {@code uprobe:FILE@OFFSET} and {@code uprobe:FILE:SYMBOL}.
     *
     * @return the events, none of them blank; none for a blank text
     * @throws IllegalArgumentException where there is nothing between two commas or at an end
     */
    public static List<String> split(String events) {
        return EventList.split(events);
    }
}
