/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;

/**
 * Writes lines to compressed files that together never take more than they may: where one is full the next is begun, and the
 * oldest removed. What was flushed can be read whatever becomes of the writer.
 */
final class RecordingWriter implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final RecordingFiles files;
    private final Opener opener;
    private final long mostBytes;
    private final int mostFiles;
    private Counted counted;
    private OutputStream out;

    /** Makes a file that is not there yet. */
    interface Opener {
        OutputStream create(Path file) throws IOException;
    }

    /**
     * Creates the first file.
     *
     * @param mostBytes after so many a file is full; a line and what compressing keeps back come on top
     * @param mostFiles that are kept, the one that is written among them; at least 1
     * @throws IOException where it cannot be created
     */
    RecordingWriter(RecordingFiles files, Opener opener, long mostBytes, int mostFiles) throws IOException {
        this.files = files;
        this.opener = opener;
        this.mostBytes = mostBytes;
        this.mostFiles = mostFiles;
        open();
    }

    /** Counts what goes to the disk. */
    private static final class Counted extends FilterOutputStream {
        private long bytes;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            out.write(b, off, len);
            bytes += len;
        }
    }

    /** @throws IOException where it cannot be written: the disk may be full */
    void line(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    /** Has all lines so far readable on the disk. */
    void flush() throws IOException {
        out.flush();
    }

    /** Whether the next line should go to another file; judged by what was flushed. */
    boolean full() {
        return counted.bytes >= mostBytes;
    }

    /**
     * Begins the next file.
     *
     * @throws IOException where that cannot be done; some files may have other names then, and none is lost but the oldest
     */
    void rotate() throws IOException {
        out.close();
        Files.deleteIfExists(files.before(mostFiles - 1));
        for (int count = mostFiles - 1; count > 0; count--) {
            Path younger = files.before(count - 1);
            if (Files.exists(younger)) {
                Files.move(younger, files.before(count), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        open();
    }

    private void open() throws IOException {
        counted = new Counted(opener.create(files.newest()));
        out = new BufferedOutputStream(new GZIPOutputStream(counted, BUFFER, true), BUFFER);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
