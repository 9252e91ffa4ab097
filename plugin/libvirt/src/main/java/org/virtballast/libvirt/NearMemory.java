/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.virtballast.spi.ByteSize;

/**
 * The memory on the near cells of a guest: several devices are one quantity.
 *
 * @param boot what cannot be taken, in bytes; at least 0
 * @param devices those that can be resized, in the order in which they are filled
 */
record NearMemory(long boot, List<MemoryDevice> devices) {
    NearMemory {
        devices = List.copyOf(devices);
        if (boot < 0) {
            throw new IllegalArgumentException("negative size: " + boot);
        }
    }

    /** What its guest has now, in bytes. */
    long current() {
        return boot + devices.stream().mapToLong(MemoryDevice::current).sum();
    }

    /** What its guest can have, in bytes. */
    long maximum() {
        return boot + devices.stream().mapToLong(MemoryDevice::size).sum();
    }

    /** What it is resized by at once, in bytes: the largest block; 0 where there are no devices. */
    long step() {
        return devices.stream().mapToLong(MemoryDevice::block).max().orElse(0);
    }

    /** Why there is no step that every device can make; empty where there is one. */
    Optional<String> withoutStep() {
        return devices.stream()
                .filter(device -> step() % device.block() != 0)
                .findFirst()
                .map(device -> "its near devices have blocks of " + ByteSize.format(step()) + " and "
                        + ByteSize.format(device.block())
                        + ", of which one is no multiple of the other; give all the same <block>");
    }

    /**
     * How much each device should have for a size of all. What they have now is changed by as little as that takes: growing
     * fills the first up first, shrinking empties the last first. Each share is in whole blocks of its device, and their sum
     * is the largest that is possible below the size.
     *
     * @param bytes from {@link #boot} to {@link #maximum}
     * @return the shares, in bytes, in the order of the devices
     */
    List<Long> shares(long bytes) {
        List<Long> shares = new ArrayList<>();
        devices.forEach(device -> shares.add(device.current() - device.current() % device.block()));
        long wanted = bytes - boot;
        for (int i = devices.size() - 1; i >= 0; i--) {
            take(shares, i, wanted, false);
        }
        // Less than the block of each device that was asked: one gives a whole block, and another may get the rest of
        // it.
        for (int i = devices.size() - 1; i >= 0; i--) {
            take(shares, i, wanted, true);
        }
        for (int i = 0; i < devices.size(); i++) {
            MemoryDevice device = devices.get(i);
            long missing = Math.max(0, wanted - sum(shares));
            long room = Math.min(missing, device.size() - shares.get(i));
            shares.set(i, shares.get(i) + room - room % device.block());
        }
        return Collections.unmodifiableList(shares);
    }

    private void take(List<Long> shares, int place, long wanted, boolean whole) {
        long block = devices.get(place).block();
        long excess = Math.max(0, sum(shares) - wanted);
        long blocks = whole && excess % block != 0 ? excess / block + 1 : excess / block;
        shares.set(place, shares.get(place) - Math.min(shares.get(place), blocks * block));
    }

    private static long sum(List<Long> shares) {
        return shares.stream().mapToLong(Long::longValue).sum();
    }
}
