/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.nio.file.Path;
import org.virtballast.core.report.PoliciesReport;
import org.virtballast.core.report.StatusReport;

/**
 * A host as the doctor's checks see it: everybody was asked once, and whoever did not answer left the reason.
 *
 * @param status the daemon's status
 * @param policies the daemon's policies
 * @param libvirt what libvirt says
 * @param services what the host is run by
 * @param socket the daemon's control socket
 * @param hook where libvirt's hook should be
 * @param virsh how to ask the same libvirt with virsh
 */
record Examined(
        Answer<StatusReport> status,
        Answer<PoliciesReport> policies,
        Answer<LibvirtFacts> libvirt,
        HostServices services,
        Path socket,
        Path hook,
        String virsh) {}
