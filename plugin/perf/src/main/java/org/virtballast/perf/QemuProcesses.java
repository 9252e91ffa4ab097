/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the threads that run a domain's virtual CPUs, by libvirt's pid file and the names QEMU gives to its threads. */
final class QemuProcesses {
    /** {@code ALL CPUs} is QEMU's one thread for an emulated guest that does not run its CPUs in parallel. */
    private static final Pattern VCPU = Pattern.compile("(?:CPU \\d+|ALL CPUs)/(KVM|TCG)");

    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

    private final Path procRoot;
    private final Path runDir;

    QemuProcesses(Path procRoot, Path runDir) {
        this.procRoot = procRoot;
        this.runDir = runDir;
    }

    /**
     * The virtual CPUs that a domain has now.
     *
     * @throws NotCountableException where it does not run, or its threads cannot be told apart
     */
    Vcpus of(String domain) throws NotCountableException {
        int process = processOf(domain);
        Path folder = procRoot.resolve(Integer.toString(process));
        try {
            long startTicks = ProcStat.read(folder.resolve("stat")).startTicks();
            Set<VcpuThread> threads = vcpuThreads(folder.resolve("task"));
            if (threads.isEmpty()) {
                throw new NotCountableException(
                        "domain '" + domain + "' has no virtual CPU to count: no thread of process "
                                + process + " is called 'CPU n/KVM' or 'CPU n/TCG', as QEMU calls them with the option"
                                + " -name debug-threads=on that libvirt gives it");
            }
            return new Vcpus(process, startTicks, threads);
        } catch (IOException | DirectoryIteratorException e) {
            throw new NotCountableException(
                    "domain '" + domain + "' is not there to count: its process " + process
                            + " ended or cannot be read",
                    e);
        }
    }

    private int processOf(String domain) throws NotCountableException {
        try {
            if (domain.indexOf('/') >= 0) {
                throw new NotCountableException("domain '" + domain + "' has a name that no pid file can have");
            }
            Path file = runDir.resolve(domain + ".pid");
            String text = Files.readString(file).strip();
            if (!NUMBER.matcher(text).matches()) {
                throw new NotCountableException(
                        "domain '" + domain + "' cannot be found: " + file + " does not hold the number of a process");
            }
            return Integer.parseInt(text);
        } catch (NoSuchFileException e) {
            throw new NotCountableException(
                    "domain '" + domain + "' does not run under libvirt here: there is no pid file of it in " + runDir,
                    e);
        } catch (IOException e) {
            throw new NotCountableException(
                    "domain '" + domain + "' cannot be found: its pid file in " + runDir + " cannot be read: " + e, e);
        } catch (InvalidPathException e) {
            throw new NotCountableException(
                    "domain '" + domain + "' cannot be found: its name cannot be a file's in the daemon's locale;"
                            + " run the daemon with LC_ALL=C.UTF-8",
                    e);
        }
    }

    private static Set<VcpuThread> vcpuThreads(Path tasks) throws IOException {
        Set<VcpuThread> threads = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(tasks)) {
            for (Path task : entries) {
                vcpuThread(task).ifPresent(threads::add);
            }
        }
        return threads;
    }

    private static Optional<VcpuThread> vcpuThread(Path task) {
        try {
            // The stat file has the name too: one file to read for each thread, and name and start time agree.
            ProcStat stat = ProcStat.read(task.resolve("stat"));
            Matcher name = VCPU.matcher(stat.name());
            int id = Integer.parseInt(task.getFileName().toString());
            return name.matches()
                    ? Optional.of(
                            new VcpuThread(id, stat.startTicks(), name.group(1).equals("KVM")))
                    : Optional.empty();
        } catch (IOException e) {
            // It ended since the folder was listed, which is no mistake: one that counted is read once more and closed.
            return Optional.empty();
        }
    }
}
