/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.sim.ScenarioException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * The {@code virt-ballast} command. Exit codes: 0 done, 1 the daemon, libvirt, a file or a policy said no, 2 wrong usage.
 */
@Command(
        name = "virt-ballast",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Shows what virt-ballastd does with the memory of this host's guests, and why; has it leave them"
                + " alone; has another policy decide; gives guests near devices; records it all; tries"
                + " policies on recordings and on simulated hosts; says what is wrong with this host.",
        footerHeading = "%nTo begin with:%n",
        footer = {
            "  virt-ballast status         what each guest has, and what was decided",
            "  virt-ballast explain web1   why web1 has the size it has",
            "  virt-ballast top            the same live",
            "  virt-ballast doctor         what is wrong with this host, and how to mend it",
            "Each command has --help; settings are in virt-ballast.conf(5)."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the daemon, libvirt, a file or a policy said no", "2:wrong usage"})
public final class VirtBallast {
    @Option(
            names = "--socket",
            paramLabel = "PATH",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:VIRT_BALLAST_SOCKET:-/run/virt-ballast/control.sock}",
            description = "The daemon's control socket; also VIRT_BALLAST_SOCKET. Default: ${DEFAULT-VALUE}.")
    private Path socket;

    private VirtBallast() {}

    public static void main(String[] arguments) {
        // What the terminal uses; the JVM's own default may be set to something else for files.
        Charset charset = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
        WatchedOutput output = new WatchedOutput(new FileOutputStream(FileDescriptor.out));
        PrintWriter out = new PrintWriter(output, false, charset);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), false, charset);
        int code = run(arguments, out, err, new Terminal(charset, Terminal.showsColours()), ZoneId.systemDefault());
        out.flush();
        // A reader that has had enough, as head(1) has, is no failure; what its end is called depends on the locale.
        Optional<String> failure = output.failure().filter(why -> !Terminal.isRead());
        failure.ifPresent(why -> err.println("What virt-ballast prints cannot be written: " + why + "."));
        err.flush();
        System.exit(code == 0 && failure.isPresent() ? 1 : code);
    }

    /** Runs the command and says how it ended: its exit code. */
    static int run(String[] arguments, PrintWriter out, PrintWriter err, Terminal terminal, ZoneId zone) {
        return run(arguments, out, err, terminal, zone, Surroundings.real());
    }

    /** As above, in any surroundings. */
    static int run(
            String[] arguments,
            PrintWriter out,
            PrintWriter err,
            Terminal terminal,
            ZoneId zone,
            Surroundings surroundings) {
        return commandLine(terminal, zone, surroundings).setOut(out).setErr(err).execute(arguments);
    }

    /** The command with those below it. */
    static CommandLine commandLine(Terminal terminal, ZoneId zone, Surroundings surroundings) {
        VirtBallast root = new VirtBallast();
        Candidates candidates = new Candidates(root);
        return new CommandLine(root, candidates)
                .addSubcommand(new StatusCommand(root, new StatusText(terminal, zone)))
                .addSubcommand(new ExplainCommand(root, new ExplainText(zone)))
                .addSubcommand(new TopCommand(root, surroundings, new TopScreen(terminal, zone)))
                .addSubcommand(new PauseCommand(root))
                .addSubcommand(new ResumeCommand(root))
                .addSubcommand(NearDeviceCommand.create(surroundings.libvirt(), terminal, candidates))
                .addSubcommand(PolicyCommand.create(root, terminal, candidates))
                .addSubcommand(new RecordCommand(root, surroundings, zone))
                .addSubcommand(new ReplayCommand(new ReplayText(terminal, zone)))
                .addSubcommand(new SimulateCommand(new ScoreTable(terminal)))
                .addSubcommand(new DoctorCommand(root, surroundings, new DoctorText(terminal), zone))
                .addSubcommand(CompleteCommand.create())
                .setParameterExceptionHandler((failure, words) -> wrongUsage(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    }

    Path socket() {
        return socket;
    }

    ControlClient client() {
        return new ControlClient(socket);
    }

    /** For who cannot wait long. */
    ControlClient client(Duration deadline) {
        return new ControlClient(socket, deadline);
    }

    private static int wrongUsage(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(Terminal.safe(failure.getMessage()) + "; see '" + name + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    /** One sentence, whatever happened: a stack trace helps nobody at a prompt. */
    private static int failed(Exception failure, CommandLine command) {
        String sentence;
        if (failure instanceof HypervisorException) {
            // Elsewhere its sentences are parts of others.
            sentence = failure.getMessage() + ".";
        } else {
            sentence = isExpected(failure)
                    ? failure.getMessage()
                    : "virt-ballast failed, which is a mistake in it: " + failure + ".";
        }
        command.getErr().println(Terminal.safe(sentence));
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static boolean isExpected(Exception failure) {
        return failure instanceof ControlException
                || failure instanceof ScenarioException
                || failure instanceof PolicyLoadException
                || failure instanceof RecordingException;
    }
}
