/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.virtballast.spi.ByteSize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virt-ballast record FILE}: writes what the daemon sees and decides to a file, cycle after cycle. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Writes each cycle of the daemon to FILE until it is interrupted: what the policy was shown, what it wanted and"
                    + " what came of it, as lines of JSON, compressed by gzip. It begins with the cycles that the daemon still"
                    + " remembers, a minute or more.",
            "A full file is renamed to FILE.1, the one before to FILE.2, and so on; the oldest is removed. 'virt-ballast"
                    + " replay FILE' reads them all."
        })
final class RecordCommand implements Callable<Integer> {
    /** The daemon remembers many cycles, so it need not be asked in their rhythm. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Longer than anybody waits, and within what a clock of nanoseconds tells. */
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    private static final long LEAST_BYTES = 64 * ByteSize.KIB;

    private final VirtBallast root;
    private final Surroundings surroundings;
    private final DateTimeFormatter time;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Where to; must not be there yet.")
    private Path file;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "End after that time, such as 30s, 10m or 2h. Default: when it is interrupted.")
    private Optional<Duration> length = Optional.empty();

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            defaultValue = "64MiB",
            description =
                    "Begin the next file when one has reached that size, 64KiB or more. Default: ${DEFAULT-VALUE}.")
    private long mostBytes;

    @Option(
            names = "--files",
            paramLabel = "N",
            defaultValue = "4",
            description =
                    "Keep so many files, 1 to 1000, the one that is written among them. Default: ${DEFAULT-VALUE}.")
    private int mostFiles;

    private int cycles;
    private Optional<Instant> last = Optional.empty();
    private boolean silent;

    RecordCommand(VirtBallast root, Surroundings surroundings, ZoneId zone) {
        this.root = root;
        this.surroundings = surroundings;
        this.time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    @Override
    public Integer call() throws ControlException, RecordingException {
        if (mostBytes < LEAST_BYTES) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--max-size is " + ByteSize.format(mostBytes) + ", and 64KiB or more is allowed");
        }
        if (mostFiles < 1 || mostFiles > RecordingFiles.MOST) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--files is " + mostFiles + ", and 1 to " + RecordingFiles.MOST + " is allowed");
        }
        RecordingFiles files = new RecordingFiles(file);
        refuseToOverwrite(files);
        CycleFeed feed = new CycleFeed(root.client());
        CycleFeed.Batch first = feed.next();
        try (Interruption.Watch watch = surroundings.interruption().watch()) {
            record(files, feed, first, watch);
            say("Recorded to " + file + "; " + summary() + ".");
        }
        return 0;
    }

    /** Creates a file that only its owner can read: it tells what guests do. It is not reached through a symbolic link. */
    static OutputStream create(Path file) throws IOException {
        return Channels.newOutputStream(Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
    }

    /** What an earlier recording left is neither written over nor taken for a part of this one. */
    private void refuseToOverwrite(RecordingFiles files) throws RecordingException {
        for (int count = 0; count <= Math.max(1, mostFiles - 1); count++) {
            if (Files.exists(files.before(count))) {
                throw isThere(files.before(count), null);
            }
        }
    }

    private static RecordingException isThere(Path file, Throwable cause) {
        return new RecordingException(file + " is there already: name another file, or remove it.", cause);
    }

    private void record(RecordingFiles files, CycleFeed feed, CycleFeed.Batch first, Interruption.Watch watch)
            throws RecordingException {
        Duration longest =
                length.filter(wanted -> wanted.compareTo(FOR_EVER) < 0).orElse(FOR_EVER);
        long end = System.nanoTime() + longest.toNanos();
        try (RecordingWriter writer = new RecordingWriter(files, surroundings.files(), mostBytes, mostFiles)) {
            say("Recording to " + file + "; end it with Ctrl-C.");
            write(writer, feed, first);
            while (!watch.over() && end - System.nanoTime() > 0) {
                Optional<CycleFeed.Batch> batch = ask(feed);
                batch.ifPresent(answered -> warn(answered.notices()));
                if (batch.isPresent() && !batch.get().lines().isEmpty()) {
                    write(writer, feed, batch.get());
                } else {
                    watch.pause(PAUSE);
                }
            }
        } catch (FileAlreadyExistsException e) {
            throw isThere(file, e);
        } catch (IOException e) {
            throw new RecordingException(
                    "The recording ended, " + file + " cannot be written: " + Reasons.of(e) + "; " + summary() + ".",
                    e);
        }
    }

    private void write(RecordingWriter writer, CycleFeed feed, CycleFeed.Batch batch) throws IOException {
        if (writer.full()) {
            writer.rotate();
            if (batch.lines().stream().noneMatch(feed.runLine()::equals)) {
                writer.line(feed.runLine());
            }
        }
        for (String line : batch.lines()) {
            writer.line(line);
        }
        writer.flush();
        // Counted once they are on the disk: what is said of the recording is to be true when that is full.
        cycles += batch.cycles();
        last = batch.time().or(() -> last);
    }

    /** A daemon that is away may come again, after an upgrade for instance. */
    private Optional<CycleFeed.Batch> ask(CycleFeed feed) {
        try {
            CycleFeed.Batch batch = feed.next();
            silent = false;
            return Optional.of(batch);
        } catch (ControlException e) {
            if (!silent) {
                warn(List.of(e.getMessage() + " The recording goes on when it answers again."));
            }
            silent = true;
            return Optional.empty();
        }
    }

    private void warn(List<String> notices) {
        PrintWriter err = spec.commandLine().getErr();
        notices.forEach(notice -> err.println(Terminal.safe(notice)));
        err.flush();
    }

    private void say(String sentence) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Terminal.safe(sentence));
        out.flush();
    }

    private String summary() {
        return "it holds " + cycles + (cycles == 1 ? " cycle" : " cycles")
                + last.map(at -> ", the last of " + time.format(at)).orElse("");
    }
}
