/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.nio.file.Path;
import java.util.function.Function;
import org.virtballast.libvirt.DomainConfigurations;
import org.virtballast.libvirt.LibvirtConfigurations;

/**
 * What a command deals with beside the daemon.
 *
 * @param libvirt connects to the libvirt of a URI
 * @param interruption how a command that goes on and on learns that it is to end
 * @param files makes the files of a recording
 * @param console takes the terminal
 * @param root the folder in which {@code proc} and {@code run} are
 */
record Surroundings(
        Function<String, DomainConfigurations> libvirt,
        Interruption interruption,
        RecordingWriter.Opener files,
        TopConsole.Opener console,
        Path root) {
    /** Those of a real command. */
    static Surroundings real() {
        // No method references for libvirt and JLine: those would load their classes for commands that need neither.
        return new Surroundings(
                uri -> LibvirtConfigurations.connect(uri),
                Interruption.bySignal(),
                RecordCommand::create,
                () -> JLineConsole.open(),
                Path.of("/"));
    }
}
