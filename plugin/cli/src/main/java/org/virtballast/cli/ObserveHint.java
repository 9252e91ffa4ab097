/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.List;
import org.virtballast.core.report.DomainHandle;
import org.virtballast.core.report.StatusReport;

/** Says how to let a daemon that observes resize guests: a fresh install waits for its operator's word. */
final class ObserveHint {
    private ObserveHint() {}

    static List<String> lines(StatusReport report) {
        List<String> lines = new ArrayList<>(Terminal.wrapped(
                "Mode observe: this is what would be done; no guest is resized unless its own mode is auto."
                        + " To let one guest be resized:",
                0));
        lines.add("    virsh metadata " + example(report) + " \\");
        lines.add("      urn:virt-ballast:domain:1 --key ballast --live --config \\");
        lines.add("      --set \"<ballast mode='auto'/>\"");
        lines.addAll(Terminal.wrapped(
                "To let all of them be resized: 'mode = auto' under [daemon] in"
                        + " /etc/virt-ballast/virt-ballast.conf, then 'systemctl reload virt-ballast'.",
                0));
        return lines;
    }

    private static String example(StatusReport report) {
        return report.domains().stream()
                .filter(domain -> "observe".equals(domain.mode()))
                .findFirst()
                .map(domain -> DomainHandle.of(domain.name(), domain.id()))
                .orElse("DOMAIN");
    }
}
