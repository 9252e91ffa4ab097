/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.Objects;
import java.util.Optional;

/**
 * What somebody answered who was asked, or why there is no answer.
 *
 * @param value the answer; absent where there is none
 * @param failure why there is none, as a sentence; empty where there is one
 */
record Answer<T>(Optional<T> value, String failure) {
    Answer {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(failure, "failure");
    }

    static <T> Answer<T> of(T value) {
        return new Answer<>(Optional.of(value), "");
    }

    static <T> Answer<T> failed(String sentence) {
        return new Answer<>(Optional.empty(), sentence);
    }
}
