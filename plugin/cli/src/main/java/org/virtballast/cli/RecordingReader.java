/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.virtballast.core.report.RecordReader;
import org.virtballast.sim.JsonTree;

/** Reads the lines of a file of a recording. It may come from anybody, and end in the middle of a line. */
final class RecordingReader implements AutoCloseable {
    /** A cycle of 10,000 domains is a tenth of it; keeps a file that is none of ours from filling the heap. */
    private static final int MOST_BYTES = 64 << 20;

    private final Path file;
    private final InputStream in;
    private long line;
    private boolean cut;

    /** @throws RecordingException where the file cannot be read, or is no recording */
    RecordingReader(Path file) throws RecordingException {
        this.file = file;
        try {
            this.in = open(file);
        } catch (EOFException e) {
            throw new RecordingException(file + " is no recording: it is empty.", e);
        } catch (ZipException e) {
            throw new RecordingException(file + " is no recording: it is not compressed by gzip.", e);
        } catch (IOException e) {
            throw new RecordingException("The recording " + file + " cannot be read: " + Reasons.of(e) + ".", e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            return new BufferedInputStream(new GZIPInputStream(raw));
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /**
     * The next line; empty after the last whole one.
     *
     * @throws RecordingException where it cannot be read, or is none of a recording
     */
    Optional<RecordingLine> next() throws RecordingException {
        try {
            Optional<String> text = text();
            if (text.isEmpty()) {
                return Optional.empty();
            }
            line++;
            return Optional.of(parse(text.get()));
        } catch (IOException | IllegalArgumentException e) {
            throw new RecordingException(file + " is damaged after line " + line + ": " + Reasons.of(e) + ".", e);
        }
    }

    /** Whether the file ended in the middle of something, as one does that is still written or whose writer was killed. */
    boolean cut() {
        return cut;
    }

    private static RecordingLine parse(String text) throws IOException {
        RecordingLine line = (RecordingLine) RecordReader.read(JsonTree.parse(text), RecordingLine.class);
        if (line.run().filter(run -> run.format() != RecordingLine.FORMAT).isPresent()) {
            throw new IllegalArgumentException("it is of format "
                    + line.run().get().format() + ", and this virt-ballast reads " + RecordingLine.FORMAT);
        }
        return line;
    }

    private Optional<String> text() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int next = read(); next != '\n'; next = read()) {
            if (next < 0) {
                cut |= bytes.size() > 0;
                return Optional.empty();
            }
            bytes.write(next);
            if (bytes.size() > MOST_BYTES) {
                throw new IOException("the next is longer than any of a recording");
            }
        }
        return Optional.of(bytes.toString(StandardCharsets.UTF_8));
    }

    private int read() throws IOException {
        try {
            return in.read();
        } catch (EOFException e) {
            cut = true;
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
