/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Map;
import org.virtballast.core.report.RecordReader;
import org.virtballast.sim.JsonTree;

/** Reads the daemon's JSON back into the records it was written from. */
final class ReportParser {
    private ReportParser() {}

    /** @throws ControlException where the text is no such report */
    static <T extends Record> T report(String json, Class<T> type) throws ControlException {
        return report(answer(json), type);
    }

    /**
     * What {@link #answer} gave, as a report.
     *
     * @throws ControlException where it is no such report
     */
    static <T extends Record> T report(Object answer, Class<T> type) throws ControlException {
        try {
            return type.cast(RecordReader.read(answer, type));
        } catch (IllegalArgumentException e) {
            throw unexpected(e.getMessage(), e);
        }
    }

    /**
     * An answer of the daemon, parsed.
     *
     * @throws ControlException where it is no JSON
     */
    static Object answer(String json) throws ControlException {
        try {
            return JsonTree.parse(json);
        } catch (IOException e) {
            throw unexpected(
                    e instanceof JsonProcessingException syntax ? syntax.getOriginalMessage() : e.getMessage(), e);
        }
    }

    private static ControlException unexpected(String what, Exception cause) {
        return new ControlException(
                "virt-ballastd answered something else than this virt-ballast expects (" + what
                        + "): are both of the same version?",
                cause);
    }

    /** The sentence of an answer that is no report. */
    static String error(String json, int status) {
        try {
            if (JsonTree.parse(json) instanceof Map<?, ?> members && members.get("error") instanceof String sentence) {
                return sentence;
            }
        } catch (IOException e) {
            // No JSON, so no sentence either: what is said below is all there is.
            return "virt-ballastd refused with status " + status + ".";
        }
        return "virt-ballastd refused with status " + status + ".";
    }
}
