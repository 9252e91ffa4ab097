/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.virtballast.core.report.DomainHandle;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.libvirt.BalloonFacts;

/** Whether each guest that runs can be resized: what its XML says of that, and what the daemon makes of it. */
final class DomainsCheck implements DoctorCheck {
    /** The first with {@code freePageReporting} (libvirt's release notes). */
    private static final long FREE_PAGE_REPORTING = 6_009_000;

    @Override
    public List<Finding> look(Examined host) {
        List<Finding> found = new ArrayList<>();
        List<LibvirtFacts.Guest> guests =
                host.libvirt().value().map(LibvirtFacts::guests).orElse(List.of());
        List<DomainReport> reports =
                host.status().value().map(StatusReport::domains).orElse(List.of());
        for (LibvirtFacts.Guest guest : guests) {
            Optional<DomainReport> report = reports.stream()
                    .filter(domain -> domain.id().equals(guest.id()))
                    .findFirst();
            configuration(guest, report, host, found);
            if (report.isEmpty()
                    && host.status().value().filter(StatusReport::connected).isPresent()) {
                found.add(Finding.note(
                                "registered",
                                named(guest.name()) + " is not in the daemon's last cycle, as where it has only just"
                                        + " started, or the daemon is connected to another libvirt")
                        .about(guest.name()));
            }
        }
        for (DomainReport report : reports) {
            boolean seen = guests.stream().anyMatch(guest -> guest.id().equals(report.id()));
            condition(report, seen).ifPresent(found::add);
        }
        if (guests.isEmpty() && reports.isEmpty()) {
            found.add(
                    host.libvirt().value().isPresent() || host.status().value().isPresent()
                            ? Finding.ok("domains", "no guest is running")
                            : Finding.note("domains", "not checked, since neither virt-ballastd nor libvirt answers"));
        }
        return found;
    }

    private static void configuration(
            LibvirtFacts.Guest guest, Optional<DomainReport> report, Examined host, List<Finding> found) {
        String name = guest.name();
        if (guest.facts().value().isEmpty()) {
            found.add(Finding.warning(
                            "domain",
                            named(name) + " cannot be understood: "
                                    + guest.facts().failure())
                    .about(name));
            return;
        }
        BalloonFacts facts = guest.facts().value().get();
        String handle = DomainHandle.of(name, guest.id());
        String edit = host.virsh() + " edit " + handle;
        if (facts.balloon()) {
            found.add(Finding.ok("balloon", sound(name, facts)).about(name));
            statistics(guest, report, host, found);
            options(guest, facts, host, edit, found);
        } else {
            found.add(Finding.warning(
                            "balloon",
                            named(name) + " has no balloon device and cannot be resized: give it <memballoon"
                                    + " model='virtio'/> and start it again")
                    .about(name)
                    .mend(edit));
        }
        facts.pins()
                .forEach(why -> found.add(Finding.warning("pinned", named(name) + " is left alone, since " + why)
                        .about(name)));
        facts.settingsMistake()
                .ifPresent(mistake -> found.add(Finding.warning("settings", mistake)
                        .about(name)
                        .mend(host.virsh() + " metadata " + handle + " urn:virt-ballast:domain:1")));
    }

    private static String sound(String name, BalloonFacts facts) {
        return named(name) + " has a balloon, with statistics "
                + (facts.statsPeriod().isZero()
                        ? "off"
                        : "every " + facts.statsPeriod().toSeconds() + " s")
                + ", free page reporting " + onOff(facts.freePageReporting()) + ", autodeflate "
                + onOff(facts.autodeflate());
    }

    /** The daemon turns them on itself, for guests that it may touch. */
    private static void statistics(
            LibvirtFacts.Guest guest, Optional<DomainReport> report, Examined host, List<Finding> found) {
        if (!guest.facts().value().orElseThrow().statsPeriod().isZero()) {
            return;
        }
        boolean failed = report.filter(
                        domain -> !"off".equals(domain.mode()) && !"left-alone".equals(domain.condition()))
                .isPresent();
        Finding off = failed
                ? Finding.warning(
                        "statistics",
                        named(guest.name()) + " reports no statistics, and virt-ballastd did not turn them on")
                : Finding.note(
                        "statistics",
                        named(guest.name())
                                + " reports no statistics until virt-ballastd, where it may touch it, turns them"
                                + " on");
        found.add(off.about(guest.name())
                .mend(host.virsh() + " dommemstat " + DomainHandle.of(guest.name(), guest.id())
                        + " --period 2 --live"));
    }

    private static void options(
            LibvirtFacts.Guest guest, BalloonFacts facts, Examined host, String edit, List<Finding> found) {
        String name = guest.name();
        boolean known = host.libvirt()
                .value()
                .filter(libvirt -> libvirt.version() >= FREE_PAGE_REPORTING)
                .isPresent();
        if (known && !facts.freePageReporting() && facts.pins().isEmpty()) {
            found.add(Finding.note(
                            "free-page-reporting",
                            named(name)
                                    + " does not report free pages, so the host gets back what the balloon takes and no"
                                    + " more: set freePageReporting='on' at its <memballoon> and start it again")
                    .about(name)
                    .mend(edit));
        }
        if (facts.autodeflate()) {
            found.add(Finding.note(
                            "autodeflate",
                            named(name)
                                    + " has autodeflate: what its guest takes back when it runs out and a raise by hand"
                                    + " look alike, so no raise holds it")
                    .about(name));
        }
    }

    /** @param seen whether its XML was looked at, which says itself why a domain is left alone */
    private static Optional<Finding> condition(DomainReport report, boolean seen) {
        String sentence = named(report.name()) + " is " + report.condition() + ": " + within(report.decision());
        Finding finding = switch (report.condition()) {
            case "driverless" -> Finding.warning("driver", sentence);
            case "distressed", "stuck", "not-reclaimable", "no-near-yield" -> Finding.warning("condition", sentence);
            case "normal" -> null;
            case "left-alone" -> seen ? null : Finding.note("condition", sentence);
            default -> Finding.note("condition", sentence);
        };
        return Optional.ofNullable(finding)
                .map(said -> said.about(report.name()).mend(Advice.in(report.decision())));
    }

    private static String named(String domain) {
        return "domain '" + domain + "'";
    }

    /** A sentence as a part of another. */
    private static String within(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }
}
