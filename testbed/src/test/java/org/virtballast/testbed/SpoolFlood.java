/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Fills the hook's spool with what the hook never writes, under the names that it does write. */
final class SpoolFlood implements Runnable {
    static final int FILES = 10_000;

    private static final long HUGE = 1L << 40;
    private static final int PIPES_AT_ONCE = 100;

    private final Path spool;
    private final Path bystander;
    private final Random random = new Random(7);
    private final List<Path> claims = new ArrayList<>();
    private final List<String> pipes = new ArrayList<>(List.of("mkfifo"));
    private int made;

    /**
     * @param bystander where links lead to
     */
    SpoolFlood(Path spool, Path bystander) {
        this.spool = spool;
        this.bystander = bystander;
    }

    @Override
    public void run() {
        try {
            while (made < FILES) {
                make(made);
                made++;
            }
            makePipes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int made() {
        return made;
    }

    private void make(int number) throws IOException {
        // Older than all that the hook writes, or younger.
        Path event = spool.resolve(
                String.format("%09d%03d-%03d", number % 2 == 0 ? 0 : 999_999_999, number / 1000, number % 1000));
        switch (number % 6) {
            case 0 -> Files.write(event, garbage());
            case 1 -> Files.createSymbolicLink(event, number % 4 == 1 ? bystander : bystander.getParent());
            case 2 -> makePipe(event);
            case 3 -> makeHuge(event);
            case 4 -> Files.writeString(event, "started\0begin\0-\0vbtest-half\0<domain type='qemu'><name>vbtest-ha");
            default -> {
                Path claim = spool.resolve("." + event.getFileName() + ".tmp");
                Files.writeString(claim, "started\0begin");
                claims.add(claim);
            }
        }
    }

    private byte[] garbage() {
        byte[] bytes = new byte[random.nextInt(4096)];
        random.nextBytes(bytes);
        return bytes;
    }

    private void makePipe(Path event) {
        pipes.add(event.toString());
        if (pipes.size() > PIPES_AT_ONCE) {
            makePipes();
        }
    }

    private void makePipes() {
        Program.check(pipes.toArray(String[]::new));
        pipes.subList(1, pipes.size()).clear();
    }

    private static void makeHuge(Path event) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(event.toFile(), "rw")) {
            file.setLength(HUGE);
        }
    }

    /** How many entries are in sight. */
    static long visible(Path spool) throws IOException {
        long count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(spool, "[!.]*")) {
            for (Path unused : entries) {
                count++;
            }
        }
        return count;
    }

    /** Removes what the daemon would leave to a hook that writes for ten minutes. */
    void removeClaims() throws IOException {
        for (Path claim : claims) {
            Files.deleteIfExists(claim);
        }
    }
}
