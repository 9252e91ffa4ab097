/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.virtballast.core.report.HookReport;
import org.virtballast.core.report.StartReport;
import org.virtballast.core.report.StatusReport;

/**
 * Whether libvirt's hook is there, and whether libvirt calls it: which nothing proves but an operation that the hook told
 * the daemon of.
 */
final class HookCheck implements DoctorCheck {
    /** The hook and libvirt's event of the same start come in any order, and on a busy host not at once. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Set<PosixFilePermission> EXECUTABLE = Set.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private final DateTimeFormatter time;

    HookCheck(ZoneId zone) {
        time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    @Override
    public List<Finding> look(Examined host) {
        Finding file = file(host);
        return List.of(
                file,
                host.status()
                        .value()
                        .map(status -> proof(status, host, file.verdict() == Verdict.WARNING))
                        .orElseGet(() -> Finding.unasked("hook", "virt-ballastd")));
    }

    private static Finding file(Examined host) {
        String path = host.hook().toString();
        try {
            PosixFileAttributes file = Files.readAttributes(host.hook(), PosixFileAttributes.class);
            if (!file.isRegularFile()) {
                return Finding.warning("hook-file", path + " is no file: libvirt calls no hook there");
            }
            if (file.permissions().stream().noneMatch(EXECUTABLE::contains)) {
                return Finding.warning("hook-file", path + " is not executable, so libvirt does not call it")
                        .mend("chmod 755 " + ShellWords.quoted(path));
            }
            return Finding.ok("hook-file", path + " is there and executable");
        } catch (NoSuchFileException e) {
            return Finding.warning(
                            "hook-file",
                            "there is no hook " + path
                                    + ", so guests are known by libvirt's own events alone: install it,"
                                    + " then have libvirt reload")
                    .mend(host.services().restorePackage());
        } catch (IOException e) {
            return Finding.note("hook-file", path + " cannot be seen: " + Reasons.of(e));
        }
    }

    private Finding proof(StatusReport status, Examined host, boolean broken) {
        Optional<StartReport> missed = status.start().filter(start -> missed(start, status));
        if (missed.isPresent()) {
            String silent = "domain '" + missed.get().domain() + "' was started at "
                    + time.format(missed.get().time()) + " and the hook told nothing of it";
            return broken
                    ? Finding.warning("hook", silent)
                    : Finding.warning(
                                    "hook",
                                    silent
                                            + ": libvirt does not call it, as is so until it is reloaded once after its first"
                                            + " hook came")
                            .mend(host.services().reloadLibvirt());
        }
        if (status.hook().isPresent()) {
            HookReport heard = status.hook().get();
            String told = "it told of '" + heard.operation() + "' of '" + heard.domain() + "' at "
                    + time.format(heard.time());
            return broken
                    ? Finding.note("hook", "the hook was called while it was there: " + told)
                    : Finding.ok("hook", "libvirt calls the hook: " + told);
        }
        Finding unproved = Finding.note(
                "hook",
                "that libvirt calls the hook is not proved: it has told of nothing since virt-ballastd started, and "
                        + (status.start().isPresent()
                                ? "a guest was started only just: ask again"
                                : "no guest was started since")
                        + (broken ? "" : "; where libvirt was not reloaded since its first hook came, reload it"));
        return broken ? unproved : unproved.mend(host.services().reloadLibvirt());
    }

    /** Whether there was time enough for the hook to tell of a start, and it did not. */
    private static boolean missed(StartReport start, StatusReport status) {
        Instant latest = start.time().plus(GRACE);
        boolean waited = status.time().filter(cycle -> cycle.isAfter(latest)).isPresent();
        boolean told = status.hook()
                .filter(heard -> heard.time().plus(GRACE).isAfter(start.time()))
                .isPresent();
        return waited && !told;
    }
}
