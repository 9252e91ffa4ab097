/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.StatusReport;

/** Says how to let a daemon that observes resize guests: a fresh install waits for its operator's word. */
final class ObserveHint {
    /** What a shell takes as it is. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,39}");

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
                .map(ObserveHint::handle)
                .orElse("DOMAIN");
    }

    private static String handle(DomainReport domain) {
        return PLAIN.matcher(domain.name()).matches()
                ? domain.name()
                : domain.id().toString();
    }
}
