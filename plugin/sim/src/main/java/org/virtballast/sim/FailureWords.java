/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

/** What a failure of a policy says of itself. */
final class FailureWords {
    private FailureWords() {}

    /** Its words; those of its class where it fails once more when asked: they are the policy's code as well. */
    static String of(Throwable failure) {
        try {
            return String.valueOf(failure.toString());
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            return failure.getClass().getName();
        }
    }
}
