/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command that a sentence of the daemon's advises. */
final class Advice {
    /** Of characters that a shell takes as they are: a sentence may quote the name of a domain, which may hold anything. */
    private static final Pattern COMMAND = Pattern.compile(
            "'((?:systemctl|journalctl|virsh|virt-ballast) [A-Za-z0-9_./:=-]+(?: [A-Za-z0-9_./:=-]+)*)'");

    private Advice() {}

    /** The first command that is quoted in the sentence; empty where there is none that can be typed as it stands. */
    static Optional<String> in(String sentence) {
        return Optional.of(COMMAND.matcher(sentence)).filter(Matcher::find).map(found -> found.group(1));
    }
}
