/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import org.virtballast.spi.ByteSize;

/** Reads the memory devices on the near cell of a scenario's domain. */
final class NearDeviceReader {
    /** The smallest block that a virtio-mem device can have. */
    private static final long BLOCK = 2 * ByteSize.MIB;

    /** A busy emulated guest gave 448 MiB, nearly all of them resident, within 2 s: at least 0.2 GiB/s. */
    private static final long MIGRATE = Math.round(0.3 * ByteSize.GIB);

    /** A cautious guess, far below the 101.7 GiB/s that virtio-mem was measured to return: HyperAlloc, EuroSys 2025. */
    private static final long PLUG = 2 * ByteSize.GIB;

    private final JsonObject domain;
    private final JsonObject near;

    NearDeviceReader(JsonObject domain, JsonObject near) {
        this.domain = domain;
        this.near = near;
    }

    /**
     * Reads it.
     *
     * @param start the near memory that the domain begins with
     */
    DomainPlan.NearDevice read(long start) {
        long block = near.optional("block").map(NearDeviceReader::block).orElse(BLOCK);
        long boot = near.optional("boot")
                .map(value -> DomainReader.atMost(value, value.size(0), start, "start"))
                .orElse(0L);
        DomainPlan.NearDevice device = new DomainPlan.NearDevice(
                block,
                boot,
                near.optional("migrate").map(JsonValue::bytesPerSecond).orElse(MIGRATE),
                near.optional("plug").map(JsonValue::bytesPerSecond).orElse(PLUG),
                near.optional("unmovable")
                        .map(value -> DomainReader.atMost(value, value.size(0), start - boot, "start less boot"))
                        .orElse(0L),
                near.optional("driver").map(JsonValue::flag).orElse(true),
                DomainReader.spans(near, "stuck"));
        near.end();
        checkReach(device, domain.required("max"));
        domain.optional("start").ifPresent(value -> checkReach(device, value));
        return device;
    }

    private static long block(JsonValue value) {
        long block = value.size(BLOCK);
        if (Long.bitCount(block) != 1) {
            throw value.no("a power of two");
        }
        return block;
    }

    private static void checkReach(DomainPlan.NearDevice device, JsonValue size) {
        if (!device.reaches(size.size(1))) {
            throw size.mistake("'" + size.text() + "' is not near.boot, " + ByteSize.format(device.boot())
                    + ", and whole blocks of " + ByteSize.format(device.block()));
        }
    }
}
