/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import org.virtballast.core.port.HostClock;
import org.virtballast.daemon.config.ConfigurationException;
import org.virtballast.daemon.systemd.ServiceNotifier;

/** The command {@code virt-ballastd}. */
public final class Main {
    private static final Path CONFIGURATION = Path.of("/etc/virt-ballast/virt-ballast.conf");
    private static final String USAGE =
            "Usage: virt-ballastd [--config FILE] | --version | --help" + System.lineSeparator()
                    + "Keeps every guest of this host at its desired DRAM hit ratio; see virt-ballastd(8)."
                    + System.lineSeparator();

    private static final int REFUSED = 1;
    private static final int WRONG_USAGE = 2;

    private Main() {}

    /** Runs until SIGTERM. Exits with 1 where the daemon cannot start and with 2 for wrong usage. */
    public static void main(String[] arguments) throws InterruptedException {
        Path file = CONFIGURATION;
        if (arguments.length == 1 && arguments[0].equals("--help")) {
            System.out.print(USAGE);
            return;
        }
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            System.out.println("virt-ballastd " + Version.current());
            return;
        }
        if (arguments.length == 2 && arguments[0].equals("--config")) {
            file = Path.of(arguments[1]);
        } else if (arguments.length > 0) {
            System.err.print(USAGE);
            System.exit(WRONG_USAGE);
        }
        run(file);
    }

    private static void run(Path file) throws InterruptedException {
        LogFormat.install();
        try {
            BallastDaemon daemon =
                    BallastDaemon.start(file, HostClock.system(), ServiceNotifier.create(System.getenv()));
            HangupSignal.handle(daemon::reload);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(daemon), "stop"));
            daemon.ready();
        } catch (ConfigurationException | StartException e) {
            System.getLogger(Main.class.getName()).log(Level.ERROR, e.getMessage());
            System.exit(REFUSED);
        }
        Thread.currentThread().join();
    }

    /**
     * Stops within a bound. Ends with 0, where the JVM would end with 143 as if SIGTERM were a failure.
     */
    private static void stop(BallastDaemon daemon) {
        Duration most = daemon.mostStop();
        Thread closing = new Thread(daemon::close, "close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(most.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(closing.isAlive() ? REFUSED : 0);
    }
}
