/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.HitRatioReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.spi.ByteSize;

/** Prints the demonstration: a line a cycle, and at the end a summary. */
final class DemoTable {
    private final PrintStream out;
    private final List<String> domains;

    DemoTable(PrintStream out, List<String> domains) {
        this.out = out;
        this.domains = domains;
    }

    void header() {
        StringBuilder line = new StringBuilder("    time");
        for (String domain : domains) {
            line.append(String.format(Locale.ROOT, "  %-16s%-15s", domain + " MiB", "hit ratio"));
        }
        out.println(line.append("  decisions"));
    }

    /** A cycle: sizes, hit ratios with intervals, and what was decided about whom. */
    void row(double seconds, StatusReport status) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%6.1f s", seconds));
        StringBuilder decisions = new StringBuilder();
        for (String name : domains) {
            DomainReport domain = Cycles.domain(status, name).orElse(null);
            if (domain == null) {
                line.append(String.format(Locale.ROOT, "  %-31s", "(not registered)"));
                continue;
            }
            line.append(String.format(Locale.ROOT, "  %-16s%-15s", size(domain), hitRatio(domain)));
            decisions
                    .append(decisions.isEmpty() ? "" : " | ")
                    .append(name.substring(name.indexOf('-') + 1))
                    .append(": ")
                    .append(domain.decision());
        }
        out.println(line.append("  ").append(decisions));
    }

    private static String size(DomainReport domain) {
        String current = Long.toString(domain.current() / ByteSize.MIB);
        return domain.target() == domain.current() ? current : current + " -> " + domain.target() / ByteSize.MIB;
    }

    private static String hitRatio(DomainReport domain) {
        if (domain.hitRatio().isEmpty()) {
            return "-";
        }
        HitRatioReport hitRatio = domain.hitRatio().get();
        return String.format(Locale.ROOT, "%.3f ± %.3f", hitRatio.estimate(), (hitRatio.high() - hitRatio.low()) / 2);
    }

    /** What became of the phases. */
    void summary(List<DemoPhase.Result> results) {
        out.println();
        out.println("phase                    start    end   seconds  cycles  resizes      moved  on target");
        for (DemoPhase.Result result : results) {
            out.printf(
                    Locale.ROOT,
                    "%-22s  %6.3f %6.3f  %8.1f  %6d  %7d  %9s  %s%n",
                    result.title(),
                    result.start(),
                    result.end(),
                    result.seconds(),
                    result.cycles(),
                    result.resizes(),
                    ByteSize.format(result.bytesMoved()),
                    result.reached() ? "yes" : "no");
        }
    }
}
