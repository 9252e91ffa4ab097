/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.spi.ByteSize;

final class NearMemoryTest {
    private static final long BOOT = 192;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # size/block/current of each device in MiB | asked in MiB | shares in MiB
            512/2/256            | 448 | 256
            512/2/256            | 704 | 512
            512/2/256            | 192 | 0
            512/2/256            | 256 | 64
            512/2/256            | 449 | 256
            512/2/256            | 447 | 254
            256/2/256 128/2/0    | 500 | 256 52
            256/2/100 128/2/50   | 400 | 158 50
            256/2/100 128/2/50   | 480 | 238 50
            256/2/100 128/2/50   | 500 | 256 52
            256/2/100 128/2/50   | 300 | 100 8
            256/2/100 128/2/50   | 262 | 70 0
            256/2/100 128/2/50   | 342 | 100 50
            6/2/4 8/4/4          | 206 | 6 8
            6/2/6 8/4/8          | 194 | 2 0
            6/2/0 8/4/8          | 198 | 2 4
            6/2/0 8/4/8          | 194 | 2 0
            """)
    void difference_isSharedOut(String devices, long asked, String shares) {
        NearMemory near = near(devices);

        assertEquals(
                Arrays.stream(shares.split(" ", -1)).map(Long::valueOf).toList(),
                near.shares(asked * ByteSize.MIB).stream()
                        .map(bytes -> bytes / ByteSize.MIB)
                        .toList());
    }

    @Test
    void severalDevices_areOneQuantity() {
        NearMemory near = near("256/2/100 128/4/48");

        assertEquals(340 * ByteSize.MIB, near.current());
        assertEquals(576 * ByteSize.MIB, near.maximum());
        assertEquals(4 * ByteSize.MIB, near.step());
        assertTrue(near.withoutStep().isEmpty());
    }

    @Test
    void blocksWithoutACommonStep_areTold() {
        assertEquals(
                "its near devices have blocks of 6MiB and 4MiB, of which one is no multiple of the other;"
                        + " give all the same <block>",
                near("48/6/0 48/4/0").withoutStep().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void sharesOfEqualBlocks_addUpToWhatWasAskedRoundedDown(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            int block = 1 << random.nextInt(4);
            List<MemoryDevice> devices = IntStream.range(0, 1 + random.nextInt(5))
                    .mapToObj(i -> {
                        int size = (1 + random.nextInt(9)) * block;
                        return device(size, block, (long) random.nextInt(size / block + 1) * block);
                    })
                    .toList();
            NearMemory near = new NearMemory(BOOT * ByteSize.MIB, devices);
            long asked = near.boot() + (long) (random.nextDouble() * (near.maximum() - near.boot()));

            List<Long> shares = near.shares(asked);

            long sum = shares.stream().mapToLong(Long::longValue).sum();
            long expected = (asked - near.boot()) / near.step() * near.step();
            assertEquals(expected, sum, () -> near + " asked for " + asked + " shares " + shares);
            assertPossible(near, shares);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void sharesOfUnequalBlocks_areNeverAboveWhatWasAskedAndLessThanAStepBelow(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            List<MemoryDevice> devices = IntStream.range(0, 2 + random.nextInt(4))
                    .mapToObj(i -> {
                        int block = 1 << random.nextInt(4);
                        int size = (1 + random.nextInt(9)) * block;
                        return device(size, block, (long) random.nextInt(size / block + 1) * block);
                    })
                    .toList();
            NearMemory near = new NearMemory(BOOT * ByteSize.MIB, devices);
            long asked = near.boot() + (long) (random.nextDouble() * (near.maximum() - near.boot()));

            List<Long> shares = near.shares(asked);

            long missing = asked
                    - near.boot()
                    - shares.stream().mapToLong(Long::longValue).sum();
            assertTrue(missing >= 0 && missing < near.step(), () -> near + " asked for " + asked + " shares " + shares);
            assertPossible(near, shares);
        }
    }

    private static void assertPossible(NearMemory near, List<Long> shares) {
        for (int i = 0; i < shares.size(); i++) {
            MemoryDevice device = near.devices().get(i);
            assertEquals(0, shares.get(i) % device.block());
            assertTrue(shares.get(i) >= 0 && shares.get(i) <= device.size());
        }
    }

    private static NearMemory near(String devices) {
        return new NearMemory(
                BOOT * ByteSize.MIB,
                Arrays.stream(devices.split(" ", -1))
                        .map(device -> Arrays.stream(device.split("/", -1))
                                .mapToLong(Long::parseLong)
                                .toArray())
                        .map(sizes -> device(sizes[0], sizes[1], sizes[2]))
                        .toList());
    }

    private static MemoryDevice device(long size, long block, long current) {
        return new MemoryDevice(
                new XmlElement("memory", Map.of(), "", List.of()),
                true,
                0,
                size * ByteSize.MIB,
                block * ByteSize.MIB,
                current * ByteSize.MIB,
                current * ByteSize.MIB);
    }
}
