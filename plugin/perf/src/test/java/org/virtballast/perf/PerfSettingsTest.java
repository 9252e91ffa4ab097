/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PerfSettingsTest {
    private static final List<String> ONE = List.of("cycles");

    @Test
    void defaults_areThoseOfLibvirtOnLinux() {
        assertEquals(
                new PerfSettings(ONE, ONE, 1, Path.of("/proc"), Path.of("/sys"), Path.of("/run/libvirt/qemu")),
                PerfSettings.of(ONE, ONE, 1));
    }

    @Test
    void tierWithoutEvents_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> PerfSettings.of(List.of(), ONE, 1));
        assertThrows(IllegalArgumentException.class, () -> PerfSettings.of(ONE, List.of(), 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void scale_thatIsNoPositiveNumberIsRefused(double scale) {
        assertThrows(IllegalArgumentException.class, () -> PerfSettings.of(ONE, ONE, scale));
    }

    @Test
    void split_isThatOfEventLists() {
        assertEquals(List.of("cpu/event=1,inv/", "cycles"), PerfSettings.split("cpu/event=1,inv/,cycles"));
    }
}
