/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.hooks;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The shells that {@code /bin/sh} is on the distributions that ship libvirt. */
enum Shell {
    DASH("dash"),
    BUSYBOX("busybox sh"),
    BASH("bash --posix");

    private final String words;

    Shell(String words) {
        this.words = words;
    }

    /** The start of a command line; skips the test, with the reason, where the shell is not installed. */
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(words.split(" ", -1)));
        command.set(0, installed(command.get(0)).toString());
        return command;
    }

    /** The absolute path of a program; skips the test, with the reason, where it is not installed. */
    static Path installed(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> abort(program + " is not installed"));
    }
}
