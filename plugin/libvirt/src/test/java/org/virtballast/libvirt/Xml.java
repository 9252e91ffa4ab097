/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.UUID;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.spi.FarTier;

/** Domain XML as libvirt 9.0 prints it for a running QEMU guest, shortened, with room for what a test is about. */
final class Xml {
    static final UUID ID = UUID.fromString("57decb81-6cd5-4be5-b82c-23b332a393f2");
    static final String BALLOON = "<memballoon model='virtio'><stats period='5'/><alias name='balloon0'/></memballoon>";

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

    static DomainDescription parse(String xml) {
        return new DomainXml(FarTier.SWAP).parse(xml);
    }
}
