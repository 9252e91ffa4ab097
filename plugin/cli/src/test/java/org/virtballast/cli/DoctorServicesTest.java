/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DoctorServicesTest {
    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource({
        "'', libvirtd",
        "run/libvirtd.pid, libvirtd",
        "run/virtqemud.pid, virtqemud",
        "run/virtqemud.pid usr/sbin/libvirtd, virtqemud",
        "run/libvirtd.pid run/libvirt/virtqemud-sock, libvirtd",
        "run/libvirt/virtqemud-sock usr/sbin/libvirtd, virtqemud",
        "usr/sbin/libvirtd usr/sbin/virtqemud, libvirtd",
        "usr/sbin/virtqemud, virtqemud"
    })
    void libvirtDaemon_isTheOneThatRunsOrWould(String files, String daemon) throws Exception {
        for (String file : files.split(" ", -1)) {
            make(file);
        }

        assertEquals(daemon, new HostServices(root).libvirtDaemon());
    }

    @Test
    void commands_areThoseOfTheServiceManager() throws Exception {
        HostServices services = new HostServices(root);
        assertEquals("libvirtd -d", services.startLibvirt());
        assertEquals("kill -HUP $(cat /run/libvirtd.pid)", services.reloadLibvirt());
        assertEquals(Optional.empty(), services.restorePackage());

        make("run/systemd/system");
        assertEquals("systemctl start libvirtd", services.startLibvirt());
        assertEquals("systemctl reload libvirtd", services.reloadLibvirt());
    }

    private void make(String file) throws Exception {
        if (!file.isEmpty()) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.createFile(root.resolve(file));
        }
    }
}
