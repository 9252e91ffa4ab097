/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.report.DomainReport;
import org.virtballast.libvirt.BalloonFacts;

final class DoctorDomainsCheckTest {
    private static final DomainReport NORMAL = SampleReports.domain("web1", "auto", "Keeps 4GiB.");

    private final DomainsCheck check = new DomainsCheck();

    @TempDir
    private Path temporary;

    private DoctorHost host;

    @BeforeEach
    void makeHost() throws Exception {
        host = new DoctorHost(temporary);
        host.reports(NORMAL);
    }

    @Test
    void guestThatCanBeResized_isWell() {
        host.runs("web1", DoctorHost.SOUND);

        assertEquals(
                "ok balloon [web1]: domain 'web1' has a balloon, with statistics every 2 s, free page reporting on,"
                        + " autodeflate off.\n",
                host.lines(check));
    }

    @Test
    void guestWithoutBalloon_cannotBeResized() {
        host.runs("web1", new BalloonFacts(false, Duration.ZERO, false, false, List.of(), Optional.empty()));

        assertEquals("""
                warning balloon [web1]: domain 'web1' has no balloon device and cannot be resized: give it <memballoon \
                model='virtio'/> and start it again.
                    virsh edit web1
                """, host.lines(check));
    }

    @Test
    void everythingThatPinsMemory_isNamed() {
        host.runs(
                "web1",
                new BalloonFacts(
                        true,
                        Duration.ofSeconds(2),
                        false,
                        false,
                        List.of("its memory is huge pages: why", "its <hostdev type='pci'> pins its memory: why"),
                        Optional.empty()));

        assertEquals("""
                ok balloon [web1]: domain 'web1' has a balloon, with statistics every 2 s, free page reporting off, \
                autodeflate off.
                warning pinned [web1]: domain 'web1' is left alone, since its memory is huge pages: why.
                warning pinned [web1]: domain 'web1' is left alone, since its <hostdev type='pci'> pins its memory: why.
                """, host.lines(check));
    }

    @Test
    void options_areNoted() {
        host.runs("web1", new BalloonFacts(true, Duration.ofSeconds(2), false, true, List.of(), Optional.empty()));

        assertEquals("""
                ok balloon [web1]: domain 'web1' has a balloon, with statistics every 2 s, free page reporting off, \
                autodeflate on.
                note free-page-reporting [web1]: domain 'web1' does not report free pages, so the host gets back what the \
                balloon takes and no more: set freePageReporting='on' at its <memballoon> and start it again.
                    virsh edit web1
                note autodeflate [web1]: domain 'web1' has autodeflate: what its guest takes back when it runs out and a \
                raise by hand look alike, so no raise holds it.
                """, host.lines(check));
    }

    @Test
    void optionThatLibvirtDoesNotKnow_isNotAdvised() {
        host.version = 6_008_000;
        host.runs("web1", new BalloonFacts(true, Duration.ofSeconds(2), false, false, List.of(), Optional.empty()));

        assertEquals(1, host.lines(check).lines().count(), host.lines(check));
    }

    @Test
    void statisticsThatTheDaemonShouldHaveTurnedOn_areAWarning() {
        host.runs("web1", new BalloonFacts(true, Duration.ZERO, true, false, List.of(), Optional.empty()));

        assertEquals("""
                ok balloon [web1]: domain 'web1' has a balloon, with statistics off, free page reporting on, autodeflate off.
                warning statistics [web1]: domain 'web1' reports no statistics, and virt-ballastd did not turn them on.
                    virsh dommemstat web1 --period 2 --live
                """, host.lines(check));
    }

    @Test
    void statisticsWithoutADaemon_areANote() {
        host.daemonDown = Optional.of("down");
        host.runs("web1", new BalloonFacts(true, Duration.ZERO, true, false, List.of(), Optional.empty()));

        assertEquals("""
                ok balloon [web1]: domain 'web1' has a balloon, with statistics off, free page reporting on, autodeflate off.
                note statistics [web1]: domain 'web1' reports no statistics until virt-ballastd, where it may touch it, \
                turns them on.
                    virsh dommemstat web1 --period 2 --live
                """, host.lines(check));
    }

    @Test
    void mistakeInTheMetadata_isToldWithoutADaemonToo() {
        host.daemonDown = Optional.of("down");
        host.runs(
                "web1",
                new BalloonFacts(
                        true,
                        Duration.ofSeconds(2),
                        true,
                        false,
                        List.of(),
                        Optional.of("the metadata is wrong: why")));

        assertEquals("""
                ok balloon [web1]: domain 'web1' has a balloon, with statistics every 2 s, free page reporting on, \
                autodeflate off.
                warning settings [web1]: the metadata is wrong: why.
                    virsh metadata web1 urn:virt-ballast:domain:1
                """, host.lines(check));
    }

    @Test
    void nameThatAShellObeys_isNotInACommand() {
        host.runs("$(reboot)", new BalloonFacts(false, Duration.ZERO, false, false, List.of(), Optional.empty()));

        assertEquals(
                "    virsh edit " + SampleReports.ID,
                host.lines(check).lines().skip(1).findFirst().orElseThrow());
    }

    @Test
    void xmlThatCannotBeRead_isAWarning() {
        host.guests.add(new LibvirtFacts.Guest(SampleReports.ID, "web1", Answer.failed("the domain XML is odd")));

        assertEquals(
                "warning domain [web1]: domain 'web1' cannot be understood: the domain XML is odd.\n",
                host.lines(check));
    }

    @ParameterizedTest
    @CsvSource({
        "driverless, warning driver",
        "distressed, warning condition",
        "stuck, warning condition",
        "not-reclaimable, warning condition",
        "no-near-yield, warning condition",
        "held, note condition",
        "paused, note condition",
        "booting, note condition",
        "recovering, note condition",
        "unknown, note condition"
    })
    void condition_isTold(String condition, String finding) {
        host.runs("web1", DoctorHost.SOUND);
        host.reports(SampleReports.in(
                condition,
                SampleReports.domain("web1", "auto", "Keeps 4GiB: why; 'virt-ballast resume web1' goes on.")));

        assertEquals(
                finding + " [web1]: domain 'web1' is " + condition
                        + ": keeps 4GiB: why; 'virt-ballast resume web1' goes on.\n    virt-ballast resume web1\n",
                host.lines(check).replaceFirst("ok .*\n", ""));
    }

    @Test
    void domainLeftAlone_isExplainedByItsXmlOrElseByTheDaemon() {
        host.reports(
                SampleReports.in("left-alone", SampleReports.domain("web1", "off", "Keeps 4GiB: its mode is off.")));
        host.libvirtDown = Optional.of("down");
        assertEquals(
                "note condition [web1]: domain 'web1' is left-alone: keeps 4GiB: its mode is off.\n",
                host.lines(check));

        host.libvirtDown = Optional.empty();
        host.runs("web1", DoctorHost.SOUND);
        assertEquals(1, host.lines(check).lines().count(), host.lines(check));
    }

    @Test
    void guestThatTheDaemonDoesNotKnow_isNoted() {
        host.reports();
        host.runs("web1", DoctorHost.SOUND);

        assertEquals(
                "note registered [web1]: domain 'web1' is not in the daemon's last cycle, as where it has only just started,"
                        + " or the daemon is connected to another libvirt.",
                host.lines(check).lines().skip(1).findFirst().orElseThrow());
    }

    @Test
    void hostWithoutGuests_isSaidToBeEmpty() {
        host.reports();
        assertEquals("ok domains: no guest is running.\n", host.lines(check));

        host.daemonDown = Optional.of("down");
        host.libvirtDown = Optional.of("down");
        assertEquals(
                "note domains: not checked, since neither virt-ballastd nor libvirt answers.\n", host.lines(check));
    }
}
