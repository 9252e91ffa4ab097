/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.virtballast.libvirt.ConfiguredDomain;
import org.virtballast.libvirt.NearDevice;
import org.virtballast.sim.JsonLine;

/** Writes memory devices as one line of JSON, sizes in bytes. */
final class NearDeviceJson {
    private NearDeviceJson() {}

    /** The devices of a domain. */
    record Devices(ConfiguredDomain domain, List<NearDevice> devices) {
        Devices {
            devices = List.copyOf(devices);
        }
    }

    /** The line, without its end. */
    static String of(List<Devices> found) {
        return JsonLine.of(json -> {
            json.writeArrayFieldStart("devices");
            for (Devices of : found) {
                for (NearDevice device : of.devices()) {
                    write(json, of.domain(), device);
                }
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, ConfiguredDomain domain, NearDevice device) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", domain.id().toString());
        json.writeStringField("domain", domain.name());
        json.writeBooleanField("running", domain.live().isPresent());
        json.writeStringField("alias", device.alias());
        json.writeNumberField("cell", device.cell());
        json.writeBooleanField("near", device.near());
        json.writeNumberField("block", device.block());
        json.writeNumberField("size", device.size());
        json.writeNumberField("requested", device.requested());
        if (device.current().isPresent()) {
            json.writeNumberField("current", device.current().getAsLong());
        } else {
            json.writeNullField("current");
        }
        json.writeEndObject();
    }
}
