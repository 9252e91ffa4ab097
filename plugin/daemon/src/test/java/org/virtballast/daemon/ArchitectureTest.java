/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.Architectures;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The boundaries between the modules, as docs/architecture.md draws them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ArchitectureTest {
    private static final String SPI = "org.virtballast.spi..";
    private static final String CORE = "org.virtballast.core..";
    private static final String LIBVIRT = "org.virtballast.libvirt..";
    private static final String PERF = "org.virtballast.perf..";
    private static final String SIM = "org.virtballast.sim..";
    private static final String DAEMON = "org.virtballast.daemon..";
    private static final String CLI = "org.virtballast.cli..";
    private static final String POLICY = "org.virtballast.policy..";

    private JavaClasses ours;

    @BeforeAll
    void read() {
        // Folder by folder: to look through the whole class path takes half a minute.
        List<Path> modules = Stream.of(
                        "plugin/spi",
                        "plugin/core",
                        "plugin/libvirt",
                        "plugin/perf",
                        "plugin/sim",
                        "plugin/daemon",
                        "plugin/cli",
                        "policies/hit-ratio")
                .map(module -> Path.of("../..", module, "target/classes"))
                .toList();
        ours = new ClassFileImporter().importPaths(modules);
    }

    @Test
    void everyModule_isLookedAt() {
        for (String floor : List.of(SPI, CORE, LIBVIRT, PERF, SIM, DAEMON, CLI, POLICY)) {
            assertFalse(ours.that(JavaClass.Predicates.resideInAPackage(floor)).isEmpty(), floor);
        }
    }

    @Test
    void arrows_runDownFromFloorToFloor() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("spi")
                .definedBy(SPI)
                .layer("core")
                .definedBy(CORE)
                .layer("libvirt")
                .definedBy(LIBVIRT)
                .layer("perf")
                .definedBy(PERF)
                .layer("sim")
                .definedBy(SIM)
                .layer("daemon")
                .definedBy(DAEMON)
                .layer("cli")
                .definedBy(CLI)
                .layer("policies")
                .definedBy(POLICY)
                .whereLayer("daemon")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("policies")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("libvirt")
                .mayOnlyBeAccessedByLayers("daemon", "cli")
                .whereLayer("perf")
                .mayOnlyBeAccessedByLayers("daemon")
                .whereLayer("sim")
                .mayOnlyBeAccessedByLayers("daemon", "cli")
                .whereLayer("core")
                .mayOnlyBeAccessedByLayers("libvirt", "perf", "sim", "daemon", "cli")
                .check(ours);
    }

    @Test
    void spi_standsOnJavaAlone() {
        classes()
                .that()
                .resideInAPackage(SPI)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(SPI, "java..")
                .check(ours);
    }

    @Test
    void core_standsOnSpiAndJavaAlone() {
        classes()
                .that()
                .resideInAPackage(CORE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(CORE, SPI, "java..")
                .check(ours);
    }

    @Test
    void policies_standOnSpiAndJavaAlone() {
        classes()
                .that()
                .resideInAPackage(POLICY)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(POLICY, SPI, "java..")
                .check(ours);
    }

    @Test
    void libvirt_isKnownByItsModuleAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(LIBVIRT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.libvirt..")
                .check(ours);
    }

    @Test
    void jna_isKnownToThreeAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(LIBVIRT, PERF, "org.virtballast.daemon.systemd..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .check(ours);
    }

    @Test
    void quartz_isKnownToTheDaemonAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(DAEMON)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.quartz..", "org.apache.commons.configuration2..")
                .check(ours);
    }
}
