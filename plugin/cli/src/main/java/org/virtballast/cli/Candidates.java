/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.stream.Stream;
import org.virtballast.core.report.DomainReport;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes what picocli wants made; the lists of what a word can be ask the daemon that the command asks. */
final class Candidates implements IFactory {
    /** Who waits for a word to be completed cannot type. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final VirtBallast root;

    Candidates(VirtBallast root) {
        this.root = root;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == Domains.class) {
            return type.cast(new Domains(root));
        }
        if (type == Policies.class) {
            return type.cast(new Policies(root));
        }
        return CommandLine.defaultFactory().create(type);
    }

    /** The names of the guests that the daemon knows; none where it does not answer. */
    static final class Domains implements Iterable<String> {
        private final VirtBallast root;

        private Domains(VirtBallast root) {
            this.root = root;
        }

        @Override
        public Iterator<String> iterator() {
            return answer(
                    () -> root.client(PATIENCE).status().domains().stream().map(DomainReport::name));
        }
    }

    /** The names of the policies that the daemon can use; none where it does not answer. */
    static final class Policies implements Iterable<String> {
        private final VirtBallast root;

        private Policies(VirtBallast root) {
            this.root = root;
        }

        @Override
        public Iterator<String> iterator() {
            return answer(() -> root.client(PATIENCE).policies().policies().stream()
                    .filter(entry -> entry.refusal().isEmpty())
                    .flatMap(entry -> entry.name().stream()));
        }
    }

    private interface Question {
        Stream<String> ask() throws ControlException;
    }

    private static Iterator<String> answer(Question question) {
        try {
            return question.ask().iterator();
        } catch (ControlException e) {
            // Nobody wants a complaint in the middle of a word.
            return Collections.emptyIterator();
        }
    }
}
