/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of a host that counting reads, in a folder of a test: procfs, sysfs and libvirt's pid files. */
final class FakeHost {
    private final Path root;

    FakeHost(Path root) throws IOException {
        this.root = root;
        for (Path folder : List.of(procRoot(), sysRoot(), runDir())) {
            Files.createDirectories(folder);
        }
    }

    Path procRoot() {
        return root.resolve("proc");
    }

    Path sysRoot() {
        return root.resolve("sys");
    }

    Path runDir() {
        return root.resolve("run");
    }

    PerfSettings settings(List<String> near, List<String> far) {
        return new PerfSettings(near, far, 1024, procRoot(), sysRoot(), runDir());
    }

    /** A domain's process starts, with a main thread and one that a name in parentheses makes hard to read. */
    void startDomain(String name, int process, long startTicks) throws IOException {
        writePidFile(name, process + "\n");
        writeStat(procRoot().resolve(Integer.toString(process)), process, "qemu-system-x86", startTicks);
        addThread(process, process, "qemu-system-x86", startTicks);
        addThread(process, process + 1, "a) S 1 (b", startTicks);
    }

    void addThread(int process, int thread, String name, long startTicks) throws IOException {
        writeStat(task(process, thread), thread, name, startTicks);
    }

    void endThread(int process, int thread) throws IOException {
        delete(task(process, thread));
    }

    void endProcess(int process) throws IOException {
        delete(procRoot().resolve(Integer.toString(process)));
    }

    void writePidFile(String name, String text) throws IOException {
        Files.writeString(pidFile(name), text);
    }

    Path pidFile(String name) {
        return runDir().resolve(name + ".pid");
    }

    /** Writes a line of sysfs. */
    void writeSys(String path, String line) throws IOException {
        Path file = sysRoot().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, line + "\n");
    }

    /** Writes a line about a PMU. */
    void writePmu(String path, String line) throws IOException {
        writeSys("bus/event_source/devices/" + path, line);
    }

    private Path task(int process, int thread) {
        return procRoot().resolve(Integer.toString(process)).resolve("task").resolve(Integer.toString(thread));
    }

    private static void writeStat(Path folder, int id, String name, long startTicks) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("stat"),
                id + " (" + name + ") S 1 7 7 0 -1 4194560 2 3 4 5 6 7 8 9 20 0 4 0 " + startTicks + " 999 12 0\n");
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
