/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Near devices as they are asked for at a prompt. */
final class NearDeviceCommandTest {
    private static final String XML = FakeConfigurations.XML.replace("NAME", "web1");

    private final FakeConfigurations libvirt = new FakeConfigurations();
    private final List<String> uris = new ArrayList<>();

    @AfterEach
    void connection_isClosed() {
        assertEquals(!uris.isEmpty(), libvirt.closed);
    }

    @Test
    void add_writesTheDeviceAndTellsWhatTheGuestNeeds() {
        libvirt.add("web1", Optional.of(XML), Optional.empty());

        Run run = run("add", "web1", "--max", "256MiB");

        assertEquals(new Run(0, """
                Domain 'web1' has a near device from its next start on: ua-near0, up to 256MiB
                in blocks of 2MiB on cell 0. A <maxMemory> of 960MiB was added for it.

                The guest must use the device's memory for movable pages alone, else the device
                can hardly shrink. Without either of these two its kernel may not use the memory
                at all. On the guest's kernel command line:

                    memhp_default_state=online_movable

                or in a file such as /etc/udev/rules.d/80-near-device.rules in the guest:

                    SUBSYSTEM=="memory", ACTION=="add", ATTR{state}=="offline", \\
                      ATTR{state}="online_movable"

                Its kernel needs the module virtio_mem: Linux 5.8 or later on x86-64.

                To start it:

                    virsh start web1

                To see what the guest makes of it, and to resize it by hand:

                    virt-ballast near-device list web1
                    virsh update-memory-device web1 \\
                      --alias ua-near0 --requested-size 262144KiB

                To undo it before the start:

                    virsh detach-device-alias web1 ua-near0 --config

                """, ""), run);
        String after = libvirt.configuration("web1");
        assertTrue(after.contains("<maxMemory slots='1' unit='KiB'>983040</maxMemory>"), after);
        assertTrue(after.contains("<requested unit='KiB'>262144</requested>"), after);
        assertTrue(after.contains("passwd='secret'"), after);
        assertEquals(List.of("qemu:///system"), uris);
    }

    @Test
    void runningDomain_mustBeStartedAnew() {
        libvirt.add("web1", Optional.of(XML), Optional.of(XML));

        Run run = run("add", "web1", "--max", "1GiB", "--block", "4MiB", "--cell", "0", "--connect", "qemu:///session");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("""
                        a reboot from within is no start. To start it anew:

                            virsh -c 'qemu:///session' shutdown web1
                            virsh -c 'qemu:///session' start web1
                        """), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= Terminal.COLUMNS), run.out());
        assertTrue(libvirt.configuration("web1").contains("<block unit='KiB'>4096</block>"));
        assertEquals(List.of("qemu:///session"), uris);
    }

    @Test
    void slotsThatWereRaised_areTold() {
        libvirt.add(
                "web1",
                Optional.of(XML.replace(
                        "<memory unit='KiB'>720896<",
                        "<maxMemory slots='1' unit='KiB'>9999999</maxMemory><memory unit='KiB'>720896<")),
                Optional.empty());
        run("add", "web1", "--max", "256MiB");

        Run run = run("add", "web1", "--max", "256MiB");

        assertTrue(
                run.out()
                        .replace('\n', ' ')
                        .contains("Its <maxMemory> has 2 slots now: libvirt wants one a memory device."),
                run.out());
    }

    @Test
    void nameThatAShellWouldObey_isShownAsUuid() {
        libvirt.add("a;b\u001b", Optional.of(XML), Optional.empty());

        Run run = run("add", "a;b\u001b", "--max", "256MiB");

        assertTrue(run.out().startsWith("Domain 'a;b?' has"), run.out());
        assertTrue(run.out().contains("virsh start 00000000-0000-0001-0000-000000000002\n"), run.out());
    }

    @Test
    void domainWithoutFarCell_isToldThatTheBalloonStaysItsLever() {
        String xml = XML.replaceAll("<cell id='1'.*/>", "");
        libvirt.add("web1", Optional.of(xml), Optional.empty());

        Run run = run("add", "web1", "--max", "256MiB");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("\nIt has no far cell, "), run.out());
    }

    @Test
    void domainThatIsNotThere_isASentence() {
        assertEquals(
                new Run(1, "", "there is no domain 'web9': look elsewhere.\n"), run("add", "web9", "--max", "256MiB"));
    }

    @Test
    void transientDomain_isASentence() {
        libvirt.add("web1", Optional.empty(), Optional.of(XML));

        assertEquals(
                new Run(
                        1,
                        "",
                        "domain 'web1' is transient, so it has no configuration to write a near device into: define it"
                                + " with 'virsh define', then add the device.\n"),
                run("add", "web1", "--max", "256MiB"));
    }

    @Test
    void domainThatCannotHaveOne_keepsItsConfiguration() {
        libvirt.add("web1", Optional.of(XML), Optional.empty());

        assertEquals(
                new Run(1, "", "domain 'web1' has no NUMA cell 7: its near cells are 0.\n"),
                run("add", "web1", "--max", "256MiB", "--cell", "7"));
        assertEquals(XML, libvirt.configuration("web1"));
    }

    @Test
    void refusalOfLibvirts_isPassedOnWithAdvice() {
        libvirt.add("web1", Optional.of(XML), Optional.empty());
        libvirt.refusal = Optional.of("cannot change it: libvirt says: XML error: No PCI buses available");

        assertEquals(
                new Run(
                        1,
                        "",
                        "cannot change it: libvirt says: XML error: No PCI buses available; a near device needs a machine"
                                + " type with PCI, such as q35, and a QEMU with virtio-mem.\n"),
                run("add", "web1", "--max", "256MiB"));
    }

    @Test
    void oldLibvirt_isASentence() {
        libvirt.version = 7_008_012;

        assertEquals(
                new Run(1, "", "near devices need libvirt 7.9.0 or later, and this is 7.8.12: upgrade libvirt.\n"),
                run("add", "web1", "--max", "256MiB"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            add web1                            | Missing required option: '--max=SIZE'
            add --max 1GiB                      | Missing required parameter: 'DOMAIN'
            add web1 --max 1G                   | Invalid value for option '--max': '1G' is not a size such as 512MiB or 1.5GiB
            add web1 --max 96MiB                | --max is 96MiB, and a multiple of 128MiB is allowed: the guest's kernel would not use the rest
            add web1 --max 0B                   | --max is 0B, and a multiple of 128MiB is allowed: the guest's kernel would not use the rest
            add web1 --max 1GiB --block 2GiB    | --max is 1GiB, and a multiple of 2GiB is allowed: the guest's kernel would not use the rest
            add web1 --max 1GiB --block 3MiB    | --block is 3MiB, and a power of two from 2MiB on is allowed
            add web1 --max 1GiB --block 1MiB    | --block is 1MiB, and a power of two from 2MiB on is allowed
            add web1 --max 1GiB --block 0B      | --block is 0B, and a power of two from 2MiB on is allowed
            add web1 --max 1GiB --cell=-1       | --cell is -1, and the number of a NUMA cell is allowed, from 0 on
            list a b                            | Unmatched argument at index 3: 'b'
            """)
    void wrongUsage_isOneSentenceAndExitCodeTwo(String words, String sentence) {
        Run run = run(words.strip().split(" +", -1));

        String command = words.startsWith("add") ? "add" : "list";
        assertEquals(new Run(2, "", sentence + "; see 'virt-ballast near-device " + command + " --help'.\n"), run);
    }

    @Test
    void noCommandBelow_isWrongUsage() {
        assertEquals(new Run(2, "", "Missing required subcommand; see 'virt-ballast near-device --help'.\n"), run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "add --help", "list --help"})
    void help_isPrintedIn80Columns(String words) {
        Run run = run(words.split(" ", -1));

        assertEquals(new Run(0, run.out(), ""), run);
        assertTrue(run.out().startsWith("Usage: virt-ballast near-device "), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= Terminal.COLUMNS), run.out());
    }

    @Test
    void list_hasALineADevice() {
        addSome();

        assertEquals(new Run(0, """
                DOMAIN              DEVICE       CELL       BLOCK      SIZE REQUESTED    CURRENT
                web1                ua-near0     0 near      2MiB    256MiB    256MiB     128MiB
                web1                ua-near1     0 near      4MiB      1GiB      1GiB next start
                a name that is lon… ua-near0     1 far       2MiB    256MiB    256MiB          -
                """, ""), run("list"));
    }

    @Test
    void listOfADomain_hasThatOne() {
        addSome();

        assertEquals(3, run("list", "web1").out().lines().count());
        assertEquals(1, run("list", "web9").code());
    }

    @Test
    void listWithoutDevices_tellsHowToGetOne() {
        libvirt.add("web1", Optional.of(XML), Optional.empty());

        assertEquals(new Run(0, """
                No guest has a virtio-mem device: 'virt-ballast near-device add --help' tells
                how it gets one.
                """, ""), run("list"));
        assertEquals(new Run(0, "{\"devices\":[]}\n", ""), run("list", "--json"));
    }

    @Test
    void json_hasSizesInBytes() {
        addSome();

        assertEquals(
                new Run(
                        0,
                        "{\"devices\":[{\"id\":\"00000000-0000-0001-0000-000000000002\",\"domain\":\"web1\","
                                + "\"running\":true,\"alias\":\"ua-near0\",\"cell\":0,\"near\":true,\"block\":2097152,"
                                + "\"size\":268435456,\"requested\":268435456,\"current\":134217728},"
                                + "{\"id\":\"00000000-0000-0001-0000-000000000002\",\"domain\":\"web1\","
                                + "\"running\":true,\"alias\":\"ua-near1\",\"cell\":0,\"near\":true,\"block\":4194304,"
                                + "\"size\":1073741824,\"requested\":1073741824,\"current\":null}]}\n",
                        ""),
                run("list", "web1", "--json"));
    }

    @Test
    void domainThatCannotBeUnderstood_isNamed() {
        libvirt.add("web1", Optional.of("<domain>"), Optional.empty());

        Run run = run("list");

        assertEquals(new Run(1, "", run.err()), run);
        assertTrue(
                run.err().startsWith("domain 'web1' cannot be understood: the domain XML is not well-formed"),
                run.err());
    }

    /** A guest that runs with one device and will have another, and one that is shut off, with its device on a far cell. */
    private void addSome() {
        libvirt.add("web1", Optional.of(XML), Optional.empty());
        run("add", "web1", "--max", "256MiB");
        String one = libvirt.configuration("web1");
        libvirt.add(
                "a name that is longer than its column",
                Optional.of(one.replace(">0</node>", ">1</node>")),
                Optional.empty());
        libvirt.add("web1", Optional.of(one.replace(">983040</max", ">99999999</max")), Optional.empty());
        run("add", "web1", "--max", "1GiB", "--block", "4MiB");
        String live = one.replace("</requested>", "</requested><current unit='KiB'>131072</current>");
        libvirt.add("web1", Optional.of(libvirt.configuration("web1")), Optional.of(live));
    }

    private Run run(String... words) {
        List<String> all = new ArrayList<>(List.of("near-device"));
        all.addAll(List.of(words));
        return Run.in(
                new Surroundings(
                        uri -> {
                            uris.add(uri);
                            return libvirt;
                        },
                        Interruption.bySignal(),
                        RecordCommand::create,
                        Optional::empty,
                        Path.of("/")),
                all.toArray(String[]::new));
    }
}
