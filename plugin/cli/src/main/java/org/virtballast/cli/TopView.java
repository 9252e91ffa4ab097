/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.time.Duration;
import java.util.Optional;
import org.virtballast.core.DurationText;

/** What the user of {@code top} chose: the order, the part that is shown, how often it is renewed. Keys change it. */
final class TopView {
    /** What is to happen after a key. */
    enum Next {
        /** Nothing. */
        WAIT,
        /** What is known is drawn anew. */
        DRAW,
        /** The daemon is asked now. */
        ASK,
        QUIT
    }

    private static final int MOST_PROMPT = 12;

    private TopOrder order;
    private Duration delay;
    private boolean reversed;
    private boolean help;
    private int first;
    /** What was typed for the delay; absent while nobody types. */
    private Optional<String> typed = Optional.empty();

    TopView(TopOrder order, Duration delay) {
        this.order = order;
        this.delay = delay;
    }

    TopOrder order() {
        return order;
    }

    boolean reversed() {
        return reversed;
    }

    Duration delay() {
        return delay;
    }

    boolean help() {
        return help;
    }

    Optional<String> typed() {
        return typed;
    }

    /** The first guest that is shown of so many, where a page holds so many. */
    int first(int domains, int page) {
        first = Math.max(0, Math.min(first, domains - page));
        return first;
    }

    /**
     * Takes a key.
     *
     * @param key a character, or a name of {@link TopConsole}
     * @param page how many guests a page holds
     */
    Next press(String key, int page) {
        if (key.equals(TopConsole.CHANGED)) {
            return Next.DRAW;
        }
        if (typed.isPresent()) {
            return type(key);
        }
        if (help) {
            // Any key leaves it.
            help = false;
            return Next.DRAW;
        }
        Optional<TopOrder> chosen = TopOrder.ofKey(key);
        if (chosen.isPresent()) {
            order = chosen.get();
            first = 0;
            return Next.DRAW;
        }
        switch (key) {
            case "q" -> {
                return Next.QUIT;
            }
            case " ", TopConsole.ENTER -> {
                return Next.ASK;
            }
            case "R" -> reversed = !reversed;
            case "h", "?" -> help = true;
            case "d", "s" -> typed = Optional.of("");
            case TopConsole.DOWN -> first++;
            case TopConsole.UP -> first--;
            case TopConsole.PAGE_DOWN -> first += page;
            case TopConsole.PAGE_UP -> first -= page;
            case TopConsole.HOME -> first = 0;
            // As far as there are guests: first() knows.
            case TopConsole.END -> first = Integer.MAX_VALUE;
            default -> {
                return Next.WAIT;
            }
        }
        return Next.DRAW;
    }

    private Next type(String key) {
        String text = typed.orElseThrow();
        switch (key) {
            case TopConsole.ENTER -> {
                delay = delay(text).orElse(delay);
                typed = Optional.empty();
            }
            case TopConsole.ESCAPE -> typed = Optional.empty();
            case TopConsole.BACKSPACE -> typed = Optional.of(text.substring(0, Math.max(0, text.length() - 1)));
            default -> {
                if (key.length() != 1 || text.length() == MOST_PROMPT) {
                    return Next.WAIT;
                }
                typed = Optional.of(text + key);
            }
        }
        return Next.DRAW;
    }

    /** A duration, or a number of seconds as in top(1); absent where it is neither or no time at all. */
    static Optional<Duration> delay(String text) {
        Optional<Duration> delay = DurationText.parse(text);
        if (delay.isEmpty() && text.matches("[0-9]{1,5}([.][0-9]{1,3})?")) {
            delay = Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000)));
        }
        return delay.filter(length ->
                length.compareTo(TopCommand.LEAST_DELAY) >= 0 && length.compareTo(TopCommand.MOST_DELAY) <= 0);
    }
}
