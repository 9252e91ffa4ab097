/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventParserTest {
    @TempDir
    private Path temporary;

    private EventParser parser;
    private FakeHost host;

    @BeforeEach
    void describePmus() throws IOException {
        host = new FakeHost(temporary);
        host.writePmu("cpu/type", "4");
        host.writePmu("cpu/format/event", "config:0-7,32-35");
        host.writePmu("cpu/format/umask", "config:8-15");
        host.writePmu("cpu/format/inv", "config:23");
        host.writePmu("cpu/format/offcore_rsp", "config1:0-63");
        host.writePmu("cpu/events/mem-loads", "event=0xcd,umask=0x1,offcore_rsp=3");
        host.writePmu("cpu/events/mem-loads.scale", "1");
        host.writePmu("cpu/events/needs", "event=0xcd,umask=?");
        host.writePmu("cpu_core/type", "10");
        host.writePmu("cpu_core/cpus", "0-3");
        host.writePmu("msr/type", "11");
        host.writePmu("msr/format/event", "config:0-63");
        host.writePmu("msr/events/tsc", "event=0x00");
        host.writePmu("uncore_imc/type", "12");
        host.writePmu("uncore_imc/cpumask", "0");
        host.writePmu("uprobe/type", "8");
        parser = new EventParser(host.sysRoot());
    }

    @ParameterizedTest
    @CsvSource({
        "raw:r01d1,            4, 0x1d1",
        "r8043,                4, 0x8043",
        "rFFFFFFFFFFFFFFFF,    4, 0xffffffffffffffff",
        "cycles,               0, 0",
        "cpu-cycles,           0, 0",
        "cache-misses,         0, 3",
        "ref-cycles,           0, 9",
        "LLC-load-misses,      3, 0x10002",
        "LLC-loads,            3, 0x2",
        "node-store-misses,    3, 0x10106",
        "L1-icache-prefetches, 3, 0x201"
    })
    void eventOfCpu_hasTheKernelsNumbers(String spec, int type, String config) {
        assertEquals(
                new PerfEvent(spec, type, ConfigWords.of(Numbers.unsigned(config)), Optional.empty(), true),
                event(spec));
    }

    @ParameterizedTest
    @CsvSource({
        "cpu-clock, 0",
        "task-clock, 1",
        "page-faults, 2",
        "context-switches, 3",
        "minor-faults, 5",
        "major-faults, 6"
    })
    void softwareEvent_hasTheKernelsNumbersAndIsNotOfTheCpu(String spec, int config) {
        assertEquals(new PerfEvent(spec, 1, ConfigWords.of(config), Optional.empty(), false), event(spec));
    }

    @Test
    void termsOfPmu_areEncodedByItsFormats() {
        assertEquals(ConfigWords.of(0x1_0080_01D1L), words("cpu/event=0x1d1,umask=1,inv/"));
        assertEquals(new ConfigWords(7, 1, 2, 3), words("cpu/config=7,config1=1,config2=2,config3=3/"));
    }

    @Test
    void namedEventOfPmu_standsForItsTermsAndLaterOnesReplaceThem() {
        assertEquals(new ConfigWords(0x1CD, 3, 0, 0), words("cpu/mem-loads/"));
        assertEquals(new ConfigWords(0x2CD, 3, 0, 0), words("cpu/mem-loads,umask=2/"));
    }

    @Test
    void pmu_isOfTheCpuWhereItSaysWhichCpusOrHasTheRawNumber() {
        assertTrue(event("cpu/event=1/").ofCpu());
        assertTrue(event("cpu_core/config=1/").ofCpu());
        assertEquals(new PerfEvent("msr/tsc/", 11, ConfigWords.NONE, Optional.empty(), false), event("msr/tsc/"));
    }

    @Test
    void uprobe_takesHexadecimalAndDecimalOffsets() throws IOException {
        Path file = Files.write(temporary.resolve("lib,a@b.so"), new byte[0x200]);
        PerfEvent event = event("uprobe:" + file + "@0x1a0");

        assertEquals(8, event.type());
        assertEquals(new ConfigWords(0, 0, 0x1A0, 0), event.words());
        assertEquals(Optional.of(file.toString()), event.probedFile());
        assertEquals(new ConfigWords(0, 0, 416, 0), words("uprobe:" + file + "@416"));
    }

    @Test
    void uprobe_findsSymbol() throws IOException {
        Path file = ElfImage.sound().writeTo(temporary.resolve("lib.so"));

        assertEquals(new ConfigWords(0, 0, ElfImage.NEAR_OFFSET, 0), words("uprobe:" + file + ":" + ElfImage.NEAR));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cylces               | neither raw:rHEX, pmu/term=value,term/, uprobe:FILE@OFFSET",
                "raw:01d1             | neither raw:rHEX",
                "raw:r0x1d1           | neither raw:rHEX",
                "r12345678901234567   | neither raw:rHEX",
                "cpu/event=1          | neither raw:rHEX",
                "cpu/event=1/u        | neither raw:rHEX",
                "cup/event=1/         | no PMU 'cup'; it has cpu, cpu_core, msr, uncore_imc, uprobe",
                "../event=1/          | no PMU '..'",
                "cpu/evnt=1/          | no such term; it has the terms event, inv, offcore_rsp, umask, config to config3, and the events mem-loads, needs",
                "cpu/event=12x/       | 'event=12x' is wrong: '12x' is not a number such as 60 or 0x3c",
                "cpu/umask=0x100/     | 'umask=0x100' is wrong: the value 0x100 does not fit into the term's 8 bits",
                "cpu/needs/           | 'umask=?' is wrong: '?' is not a number",
                "cpu//                | '' is not a term such as event=0x3c",
                "cpu/../type=1/       | neither raw:rHEX",
                "cpu/event=1,,inv/    | '' is not a term",
                "uncore_imc/config=1/ | 'uncore_imc' counts for whole packages and not for a guest",
                "uprobe:lib.so@1      | written uprobe:FILE@OFFSET or uprobe:FILE:SYMBOL, with the file's whole path",
                "uprobe:/no/lib.so@1  | no file '/no/lib.so' to probe",
                "uprobe:/no/lib.so    | written uprobe:FILE@OFFSET"
            })
    void wrongEvent_isRefusedWithWhereWhatAndWhy(String spec, String reason) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> event(spec)).getMessage();

        assertTrue(message.startsWith("far-events: event '" + spec + "' is wrong: "), message);
        assertTrue(message.contains(reason), message);
    }

    @Test
    void uprobe_pastTheEndOfItsFileIsRefused() throws IOException {
        Path file = Files.write(temporary.resolve("lib.so"), new byte[16]);

        assertTrue(assertThrows(IllegalArgumentException.class, () -> event("uprobe:" + file + "@16"))
                .getMessage()
                .contains("not below the size of '" + file + "', 16 bytes"));
        assertThrows(IllegalArgumentException.class, () -> event("uprobe:" + file + "@0xffffffffffffffff"));
    }

    @Test
    void uprobe_inFileThatIsNoProgramIsRefusedBySymbol() throws IOException {
        Path file = Files.write(temporary.resolve("lib.so"), new byte[100]);

        assertTrue(assertThrows(IllegalArgumentException.class, () -> event("uprobe:" + file + ":main"))
                .getMessage()
                .contains("'" + file + "' cannot be searched: it is not a 64-bit little-endian ELF file"));
    }

    @Test
    void pmuWithoutType_isRefused() throws IOException {
        host.writePmu("broken/perf_event_mux_interval_ms", "4");

        assertTrue(assertThrows(IllegalArgumentException.class, () -> event("broken/config=1/"))
                .getMessage()
                .startsWith("far-events: event 'broken/config=1/' cannot be looked up: "));
    }

    private PerfEvent event(String spec) {
        return parser.parse("far-events", List.of(spec)).get(0);
    }

    private ConfigWords words(String spec) {
        return event(spec).words();
    }
}
