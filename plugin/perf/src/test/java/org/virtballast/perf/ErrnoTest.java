/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ErrnoTest {
    @ParameterizedTest
    @CsvSource({
        "1, EPERM, CAP_PERFMON",
        "13, EACCES, kernel.perf_event_paranoid",
        "2, ENOENT, no such event on this machine",
        "7, E2BIG, newer kernel",
        "16, EBUSY, NMI watchdog",
        "19, ENODEV, no PMU",
        "22, EINVAL, more than there are counters",
        "23, ENFILE, takes 12: raise fs.file-max",
        "24, EMFILE, takes 12: raise LimitNOFILE",
        "28, ENOSPC, no hardware counter",
        "38, ENOSYS, CONFIG_PERF_EVENTS",
        "95, EOPNOTSUPP, does not support it here",
        "524, ENOTSUPP, give the offset of another one"
    })
    void sentence_saysWhatItMeansAndItsName(int number, String name, String meaning) {
        String sentence = new ErrnoException("opening event 'x'", number).sentence("web1", 12);

        assertTrue(sentence.startsWith("domain 'web1' is not counted: opening event 'x' failed: "), sentence);
        assertTrue(sentence.contains(meaning), sentence);
        assertTrue(sentence.endsWith(" (" + name + ", errno " + number + ")"), sentence);
    }

    @Test
    void sentence_ofAnUnexpectedNumberHasTheNumber() {
        assertEquals(
                "domain 'web1' is not counted: opening event 'x' failed: the kernel says errno 77, which is not expected"
                        + " here; see perf_event_open(2)",
                new ErrnoException("opening event 'x'", 77).sentence("web1", 12));
    }
}
