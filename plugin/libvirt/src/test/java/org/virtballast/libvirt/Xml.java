/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.UUID;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.HostTiers;

/** Domain XML as libvirt 9.0 prints it for a running QEMU guest, shortened, with room for what a test is about. */
final class Xml {
    static final UUID ID = UUID.fromString("57decb81-6cd5-4be5-b82c-23b332a393f2");
    static final String BALLOON = "<memballoon model='virtio'><stats period='5'/><alias name='balloon0'/></memballoon>";

    static final String CELLS = "<numa><cell id='0' cpus='0-1' memory='196608' unit='KiB'/>"
            + "<cell id='1' memory='524288' unit='KiB'/></numa>";

    private static final String LIVE = """
            <domain type='kvm' id='6' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
              <name>web1</name>
              <uuid>57decb81-6cd5-4be5-b82c-23b332a393f2</uuid>
              <metadata>
                <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">
                  <nova:flavor name="m1.small"><nova:memory>2048</nova:memory></nova:flavor>
                  <ballast mode='off'/>
                </nova:instance>
                METADATA
              </metadata>
              <memory unit='KiB'>4194304</memory>
              <currentMemory unit='KiB'>2097152</currentMemory>
              MEMORY_BACKING
              <vcpu placement='static'>2</vcpu>
              <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type><boot dev='hd'/></os>
              <cpu mode='host-passthrough' check='none'>NUMA</cpu>
              <devices>
                <emulator>/usr/bin/qemu-system-x86_64</emulator>
                <disk type='file' device='disk'><source file='/srv/web1.qcow2'/><target dev='vda' bus='virtio'/></disk>
                <interface type='bridge'><mac address='52:54:00:aa:bb:cc'/><source bridge='br0'/></interface>
                DEVICES
              </devices>
              <seclabel type='dynamic' model='dac' relabel='yes'/>
              <qemu:commandline><qemu:arg value='-S'/></qemu:commandline>
            </domain>
            """;

    private Xml() {}

    static String with(String metadata, String memoryBacking, String numa, String devices) {
        return LIVE.replace("METADATA", metadata)
                .replace("MEMORY_BACKING", memoryBacking)
                .replace("NUMA", numa)
                .replace("DEVICES", devices);
    }

    /** A domain with a balloon and nothing else of interest. */
    static String plain() {
        return with("", "", "", BALLOON);
    }

    static String withDevices(String devices) {
        return with("", "", "", devices);
    }

    /** A domain with our element in its metadata, as libvirt wraps what virsh metadata --set was given. */
    static String withSettings(String attributes) {
        return with("<ballast:ballast xmlns:ballast='urn:virt-ballast:domain:1' " + attributes + "/>", "", "", BALLOON);
    }

    /**
     * A domain of cell 0 with CPUs and cell 1 without, of 192 and 512 MiB, with a near device of 512 MiB in blocks of 2 MiB.
     *
     * @param requested of the device, in KiB; so is {@code current}
     */
    static String withNearDevice(long requested, long current) {
        return withNearDevices(device("ua-near0", 512, 2, requested, current));
    }

    /** A domain of the same cells with these devices, as libvirt 9.0 prints a running one. */
    static String withNearDevices(String devices) {
        int all = 704;
        for (int at = devices.indexOf("<memory "); at >= 0; at = devices.indexOf("<memory ", at + 1)) {
            all += 512;
        }
        return with("", "", CELLS, BALLOON + devices)
                .replace("<memory unit='KiB'>4194304</memory>", "<memory unit='KiB'>" + all * 1024 + "</memory>");
    }

    /** A device on cell 0; size and block in MiB. */
    static String device(String alias, long size, long block, long requested, long current) {
        return "<memory model='virtio-mem'><target><size unit='KiB'>" + size * 1024 + "</size><node>0</node>"
                + "<block unit='KiB'>" + block * 1024 + "</block><requested unit='KiB'>" + requested
                + "</requested><current unit='KiB'>" + current + "</current></target><alias name='" + alias
                + "'/><address type='pci' domain='0x0000' bus='0x02' slot='0x00' function='0x0'/></memory>";
    }

    static DomainDescription parse(String xml) {
        return new DomainXml(HostTiers.single()).parse(xml);
    }
}
