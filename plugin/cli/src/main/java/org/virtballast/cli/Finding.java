/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.Objects;
import java.util.Optional;

/**
 * What a check found.
 *
 * @param check which check; the same word in each version, for scripts to go by
 * @param domain the name of the domain that it is about; absent where it is about the host
 * @param verdict what it means
 * @param sentence what was found and, where something can be done, what; ends with a full stop
 * @param command the one command that mends it, as a shell of root's takes it; absent where there is none
 */
record Finding(String check, Optional<String> domain, Verdict verdict, String sentence, Optional<String> command) {
    Finding {
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(command, "command");
        sentence = whole(sentence);
    }

    static Finding ok(String check, String sentence) {
        return new Finding(check, Optional.empty(), Verdict.OK, sentence, Optional.empty());
    }

    static Finding note(String check, String sentence) {
        return new Finding(check, Optional.empty(), Verdict.NOTE, sentence, Optional.empty());
    }

    static Finding warning(String check, String sentence) {
        return new Finding(check, Optional.empty(), Verdict.WARNING, sentence, Optional.empty());
    }

    static Finding error(String check, String sentence) {
        return new Finding(check, Optional.empty(), Verdict.ERROR, sentence, Optional.empty());
    }

    /** A check that was not made because somebody does not answer, of whom another finding tells. */
    static Finding unasked(String check, String who) {
        return note(check, "not checked, since " + who + " does not answer");
    }

    /** The same about a domain. */
    Finding about(String name) {
        return new Finding(check, Optional.of(name), verdict, sentence, command);
    }

    /** The same with the command that mends it. */
    Finding mend(String words) {
        return mend(Optional.of(words));
    }

    /** The same with the command that mends it, where there is one. */
    Finding mend(Optional<String> words) {
        return new Finding(check, domain, verdict, sentence, words);
    }

    /** Many of the sentences are parts of others where they come from. */
    private static String whole(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a finding has no sentence");
        }
        return text.endsWith(".") ? text : text + ".";
    }
}
