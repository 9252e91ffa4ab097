/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.KeyEvent;
import org.jline.terminal.KeyParser;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.ShutdownHooks;

/** The terminal of the process, by JLine, which has stty(1) do what Java cannot: no native code of its own is unpacked. */
final class JLineConsole implements TopConsole {
    private static final int ESCAPE_CHARACTER = 27;

    /** What follows an escape character of a key comes at once; a slow line may still need a moment. */
    private static final long SEQUENCE_MILLIS = 50;

    private static final int LONGEST_SEQUENCE = 16;

    /** Of a terminal that does not say. */
    private static final int ROWS = 24;

    private final Terminal terminal;
    private final Display display;
    private final Attributes before;
    private volatile boolean resized;
    private volatile boolean interrupted;
    private volatile boolean stopping;
    private volatile boolean continued;
    private boolean changed;
    private Size size;

    private JLineConsole(Terminal terminal) {
        this.terminal = terminal;
        display = new Display(terminal, true);
        before = terminal.getAttributes();
        size = measure();
        terminal.handle(Signal.WINCH, signal -> resized = true);
        // As top(1) does it: Ctrl-C leaves, and nothing went wrong.
        terminal.handle(Signal.INT, signal -> interrupted = true);
        terminal.handle(Signal.TSTP, signal -> stopping = true);
        terminal.handle(Signal.CONT, signal -> continued = true);
        take();
    }

    /** The terminal that the command was started on; absent where it has none. */
    static Optional<TopConsole> open() {
        // Its own hook would take the terminal away from whoever is about to give it back.
        System.setProperty(ShutdownHooks.PROP_DISABLE_SHUTDOWN_HOOK, "true");
        try {
            return Optional.of(new JLineConsole(TerminalBuilder.builder()
                    .system(true)
                    .provider("exec")
                    .dumb(false)
                    .build()));
        } catch (IOException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private void take() {
        terminal.enterRawMode();
        // Keys as they come, but Ctrl-C and Ctrl-Z still mean what they mean everywhere.
        Attributes modes = terminal.getAttributes();
        modes.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        terminal.setAttributes(modes);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.flush();
        display.clear();
    }

    private void giveBack() {
        terminal.puts(Capability.cursor_normal);
        terminal.puts(Capability.exit_ca_mode);
        terminal.flush();
    }

    /** Stops, as Ctrl-Z asks for, with the terminal as it was; goes on where the shell says so. */
    private void stop() throws IOException {
        giveBack();
        terminal.setAttributes(before);
        String self = Long.toString(ProcessHandle.current().pid());
        try {
            int unused = new ProcessBuilder("kill", "-STOP", self).start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        take();
    }

    @Override
    public int columns() {
        return size.getColumns();
    }

    @Override
    public int rows() {
        return size.getRows();
    }

    @Override
    public void draw(List<AttributedString> lines) {
        display.update(lines, 0);
    }

    @Override
    public Optional<String> key(Duration patience) {
        try {
            NonBlockingReader reader = terminal.reader();
            int read = changed ? NonBlockingReader.READ_EXPIRED : reader.read(Math.max(1, patience.toMillis()));
            notice();
            if (interrupted || read == NonBlockingReader.EOF) {
                // Or the terminal is gone.
                return Optional.of("q");
            }
            if (read >= 0) {
                // What else happened waits for the next time.
                return Optional.of(name(sequence(reader, read)));
            }
            boolean news = changed;
            changed = false;
            return news ? Optional.of(CHANGED) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be read", e);
        }
    }

    /** Does what signals asked for: here, where nobody draws. */
    private void notice() throws IOException {
        if (stopping) {
            stopping = false;
            continued = false;
            stop();
            resized = true;
        }
        if (continued) {
            // Stopped by somebody else: the shell may have changed the modes meanwhile.
            continued = false;
            take();
            resized = true;
        }
        if (resized) {
            resized = false;
            size = measure();
            display.clear();
            changed = true;
        }
    }

    /** A character, or what a key that is none sends: from an escape character to a letter or a tilde. */
    private static String sequence(NonBlockingReader reader, int first) throws IOException {
        StringBuilder sequence = new StringBuilder().append((char) first);
        boolean open = first == ESCAPE_CHARACTER;
        while (open && sequence.length() < LONGEST_SEQUENCE) {
            int next = reader.read(SEQUENCE_MILLIS);
            if (next < 0) {
                break;
            }
            sequence.append((char) next);
            boolean introducer = sequence.length() == 2 && (next == '[' || next == 'O');
            open = introducer || next < '@' || next > '~';
        }
        return sequence.toString();
    }

    private static String name(String sequence) {
        KeyEvent key = KeyParser.parse(sequence);
        return switch (key.getType()) {
            case Character -> String.valueOf(key.getCharacter());
            case Arrow ->
                switch (key.getArrow()) {
                    case Up -> UP;
                    case Down -> DOWN;
                    default -> sequence;
                };
            case Special ->
                switch (key.getSpecial()) {
                    case Enter -> ENTER;
                    case Escape -> ESCAPE;
                    case Backspace -> BACKSPACE;
                    case PageUp -> PAGE_UP;
                    case PageDown -> PAGE_DOWN;
                    case Home -> HOME;
                    case End -> END;
                    default -> sequence;
                };
            default -> sequence;
        };
    }

    /** The size of the terminal; a serial line may not know it. */
    private Size measure() {
        Size measured = terminal.getSize();
        Size known = measured.getColumns() > 0 && measured.getRows() > 0
                ? measured
                : Size.of(org.virtballast.cli.Terminal.COLUMNS, ROWS);
        display.resize(known);
        return known;
    }

    @Override
    public void close() {
        // Closing it gives back the modes it had, whatever comes of the rest.
        try (terminal) {
            giveBack();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be given back", e);
        }
    }
}
