/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.util.ArrayList;
import java.util.List;
import org.virtballast.spi.ByteSize;

/**
 * A real guest of the testbed.
 *
 * @param tree where the scripts are
 * @param shortName its name without the testbed's prefix
 */
record Guest(Tree tree, String shortName) implements AutoCloseable {
    private static final String PREFIX = "vbtest-";

    /** Starts a guest, with options of {@code testbed/guest start}; one of that name from an earlier run makes room. */
    static Guest start(Tree tree, String shortName, String... options) {
        Guest guest = new Guest(tree, shortName);
        guest.close();
        List<String> command = new ArrayList<>(List.of(tree.script("guest"), "start", shortName));
        command.addAll(List.of(options));
        Program.check(command.toArray(String[]::new));
        return guest;
    }

    /** The domain's name in libvirt. */
    String domain() {
        return PREFIX + shortName;
    }

    /** Waits until it is booted. */
    Guest booted() {
        Program.check(tree.script("guest"), "wait", shortName);
        return this;
    }

    /** Waits until its balloon has the size it was started with. */
    Guest settled() {
        Program.check(tree.script("guest"), "settled", shortName);
        return this;
    }

    /** Resumes it where it is suspended. */
    void letRun() {
        if (virsh("domstate").equals("paused")) {
            virsh("resume");
        }
    }

    /** Gives it a size, as an operator would, and waits until it has it. */
    void resize(int mib) {
        virsh("setmem", mib + "M");
        Program.check(tree.script("guest"), "settled", shortName, Integer.toString(mib));
    }

    /** The size of its near tier, in bytes: cell 0 and what it has of the memory devices on it. */
    long near() {
        return nearSize(Program.check(tree.script("guest"), "near", shortName));
    }

    /** Gives it a near size, as an operator would, and waits until it has it. */
    void resizeNear(int mib) {
        Program.check(tree.script("guest"), "near", shortName, Integer.toString(mib));
    }

    /**
     * Makes memory in it unmovable, in its near devices if they have room, instead of what was pinned before.
     *
     * @param mib an even number of MiB, or 0 for nothing
     */
    void pin(int mib) {
        Program.check(tree.script("guest"), "pin", shortName, Integer.toString(mib));
    }

    /** Switches its workload; returns when the memory is resident. */
    void workload(int residentMib, int hotMib) {
        Program.check(
                tree.script("guest"), "workload", shortName, Integer.toString(residentMib), Integer.toString(hotMib));
    }

    /** Sets its settings for the daemon, while it runs. */
    void settings(String ballast) {
        virsh("metadata", "urn:virt-ballast:domain:1", "--key", "ballast", "--set", ballast);
    }

    /** Runs virsh with a verb on this domain. */
    String virsh(String verb, String... more) {
        List<String> command =
                new ArrayList<>(List.of("virsh", "--quiet", "--connect", "qemu:///system", verb, domain()));
        command.addAll(List.of(more));
        return Program.check(command.toArray(String[]::new));
    }

    /** The size that libvirt states for its balloon, in bytes; it counts what it has of memory devices as well. */
    long current() {
        String stats = virsh("domstats", "--balloon");
        for (String line : stats.lines().toList()) {
            if (line.strip().startsWith("balloon.current=")) {
                return Long.parseLong(line.strip().substring("balloon.current=".length())) * ByteSize.KIB;
            }
        }
        throw new IllegalStateException("no balloon.current of " + domain() + " in: " + stats);
    }

    /** The size in what {@code testbed/guest near} prints, such as "448 of 704 MiB". */
    private static long nearSize(String printed) {
        int end = printed.indexOf(" of ");
        if (end < 0) {
            throw new IllegalStateException("no near size in: " + printed);
        }
        return Long.parseLong(printed.substring(0, end)) * ByteSize.MIB;
    }

    /** Destroys it. */
    @Override
    public void close() {
        destroy(tree, List.of(this));
    }

    /** Destroys guests, which is quicker than one by one. */
    static void destroy(Tree tree, List<Guest> guests) {
        if (!guests.isEmpty()) {
            List<String> command = new ArrayList<>(List.of(tree.script("guest"), "destroy"));
            guests.forEach(guest -> command.add(guest.shortName()));
            Program.check(command.toArray(String[]::new));
        }
    }
}
