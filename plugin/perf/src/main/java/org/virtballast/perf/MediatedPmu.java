/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether KVM hands the PMU over to its guests. Then an event that counts guests and a guest with a PMU exclude each other:
 * whoever comes second is refused, be it a guest that starts. Source: the kernel's
 * {@code Documentation/admin-guide/kernel-parameters.txt}, {@code kvm-{amd,intel}.enable_mediated_pmu}.
 */
final class MediatedPmu {
    private static final List<String> MODULES = List.of("kvm_intel", "kvm_amd");

    private final Path sysRoot;

    MediatedPmu(Path sysRoot) {
        this.sysRoot = sysRoot;
    }

    /** Whether it does now; a module that is not loaded does not. */
    boolean isOn() {
        return MODULES.stream().anyMatch(this::isOn);
    }

    private boolean isOn(String module) {
        try {
            Path parameter = sysRoot.resolve("module").resolve(module).resolve("parameters/enable_mediated_pmu");
            return Files.exists(parameter)
                    && List.of("Y", "1").contains(Files.readString(parameter).strip());
        } catch (IOException e) {
            // Not known: a guest that cannot start is worse than one that is not counted.
            return true;
        }
    }
}
