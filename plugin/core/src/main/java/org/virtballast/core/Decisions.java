/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.LeverKind;

/** Puts into a sentence what a cycle decided about a domain. */
final class Decisions {
    private Decisions() {}

    /**
     * What a cycle decided about a domain.
     *
     * @param kind {@code moved}, {@code would-move}, {@code failed}, {@code refused} or {@code kept}
     * @param sentence what and why
     * @param repeats whether the same in a row is worth one entry only
     */
    record Decision(String kind, String sentence, boolean repeats) {}

    /** The last word of a cycle on a domain: what was done, or else what was refused, or else why nothing was wanted. */
    static Decision of(CycleRecord cycle, ObservedDomain domain) {
        UUID id = domain.view().id();
        Optional<Outcome> outcome = cycle.outcomes().stream()
                .filter(made -> made.move().id().equals(id))
                .reduce((first, second) -> second);
        if (outcome.isPresent()) {
            return made(outcome.get(), domain.view().lever());
        }
        return cycle.plan().refusals().stream()
                .filter(refusal -> refusal.id().equals(id))
                .findFirst()
                .map(refusal -> new Decision("refused", sentence(refusal.toString()), true))
                .orElseGet(() -> kept(cycle, domain.view()));
    }

    /** The outcome of a move as reports name it. */
    static String label(Outcome outcome) {
        return outcome.result().name().toLowerCase(Locale.ROOT);
    }

    private static Decision made(Outcome outcome, LeverKind lever) {
        String move = (lever == LeverKind.NEAR ? "near memory " : "") + outcome.move();
        return switch (outcome.result()) {
            case APPLIED -> new Decision("moved", sentence(move), false);
            case OBSERVED ->
                new Decision("would-move", sentence("would be resized from " + move + " (observe mode)"), true);
            case FAILED ->
                new Decision(
                        "failed",
                        sentence("not resized from " + move + "; libvirt said no") + " " + outcome.detail(),
                        false);
        };
    }

    private static Decision kept(CycleRecord cycle, DomainView view) {
        String size = "keeps " + ByteSize.format(view.current());
        if (view.resizing()) {
            return new Decision(
                    "kept",
                    sentence("moves from " + ByteSize.format(view.current()) + " to " + ByteSize.format(view.target())),
                    true);
        }
        if (!view.eligibility().reason().isEmpty()) {
            return new Decision(
                    "kept", sentence(size + ": " + view.eligibility().reason()), true);
        }
        String why = cycle.failure()
                .orElseGet(() -> cycle.proposal().notes().getOrDefault(view.id(), "the policy wants no change"));
        return new Decision("kept", sentence(size + ": " + why), true);
    }

    private static String sentence(String text) {
        String first = text.substring(0, 1).toUpperCase(Locale.ROOT);
        return first + text.substring(1) + (text.endsWith(".") ? "" : ".");
    }
}
