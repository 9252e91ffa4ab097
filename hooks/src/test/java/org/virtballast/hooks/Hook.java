/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.hooks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The hook as libvirt runs it: in the root folder, with an empty environment, the domain XML on stdin. */
final class Hook {

    static final Path SCRIPT = Path.of("virt-ballast").toAbsolutePath();

    private final List<String> command;
    private final Path spool;

    private Hook(List<String> command, Path spool) {
        this.command = command;
        this.spool = spool;
    }

    static Hook writingTo(Path spool) {
        return new Hook(List.of(SCRIPT.toString()), spool);
    }

    Hook under(List<String> interpreter) {
        return new Hook(Stream.concat(interpreter.stream(), command.stream()).toList(), spool);
    }

    /** A copy of the hook that reads the uptime from the given file, so that a test holds the clock still. */
    Hook withUptimeFrom(Path uptime) throws IOException {
        String script = Files.readString(SCRIPT);
        String changed = script.replace("</proc/uptime", "<'" + uptime + "'");
        if (changed.equals(script)) {
            throw new IllegalStateException(SCRIPT + " no longer reads /proc/uptime: this test has lost its grip");
        }
        Path copy = Files.writeString(Files.createTempFile(uptime.getParent(), "hook", ""), changed);
        return new Hook(List.of("/bin/sh", copy.toString()), spool);
    }

    Result run(byte[] xml, String... arguments) throws IOException, InterruptedException {
        return finish(start(arguments), xml);
    }

    /** Runs a shell script that finds the command line of the hook, without its arguments, in {@code "$@"}. */
    Result runFrom(String shellScript, byte[] xml) throws IOException, InterruptedException {
        return finish(launch(inShell(shellScript)), xml);
    }

    /** The same where the script may mount what nobody else sees. */
    Result runFromOwnMounts(String shellScript, byte[] xml) throws IOException, InterruptedException {
        List<String> unshared =
                new ArrayList<>(List.of(Shell.installed("unshare").toString(), "-rm"));
        unshared.addAll(inShell(shellScript));
        return finish(launch(unshared), xml);
    }

    Process start(String... arguments) throws IOException {
        return launch(Stream.concat(command.stream(), Stream.of(arguments)).toList());
    }

    /** The processes that still run with the environment of this hook. */
    List<ProcessHandle> leftBehind() {
        return ProcessHandle.allProcesses().filter(this::hasOurEnvironment).toList();
    }

    private boolean hasOurEnvironment(ProcessHandle process) {
        try {
            Path environment = Path.of("/proc", Long.toString(process.pid()), "environ");
            return Files.readString(environment, StandardCharsets.ISO_8859_1).contains(spool.toString());
        } catch (IOException goneOrSomebodyElses) {
            return false;
        }
    }

    private List<String> inShell(String shellScript) {
        return Stream.concat(Stream.of("/bin/sh", "-c", shellScript, "sh"), command.stream())
                .toList();
    }

    private Process launch(List<String> commandLine) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(commandLine).directory(new File("/")).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("VIRT_BALLAST_SPOOL", spool.toString());
        return builder.start();
    }

    /** Fails with "Broken pipe" where the hook ends before it has read all of a long stdin, as libvirt would. */
    private static Result finish(Process process, byte[] xml) throws IOException, InterruptedException {
        CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(xml);
        }
        return new Result(process.waitFor(), output.join());
    }

    private static String read(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read what the hook printed", failure);
        }
    }

    /** The exit code, and what came out of stdout and stderr together. */
    record Result(int exitCode, String output) {

        static final Result SILENT_SUCCESS = new Result(0, "");
    }
}
