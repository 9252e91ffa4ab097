/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The members of a JSON object with the place they stand in. A member that nobody asked for is a mistake. */
final class JsonObject {
    private final JsonValue whole;
    private final Map<?, ?> members;
    private final Set<String> known = new LinkedHashSet<>();

    JsonObject(JsonValue whole, Map<?, ?> members) {
        this.whole = whole;
        this.members = members;
    }

    /** A member that may be missing; a null is no value and a mistake. */
    Optional<JsonValue> optional(String name) {
        known.add(name);
        return members.containsKey(name) ? Optional.of(whole.member(name, members.get(name))) : Optional.empty();
    }

    /** @throws ScenarioException where the member is missing */
    JsonValue required(String name) {
        return optional(name).orElseThrow(() -> whole.member(name, null).mistake("is missing"));
    }

    /** To be called when all known members were asked for: any other is a mistake. */
    void end() {
        for (Object name : members.keySet()) {
            if (!known.contains(name.toString())) {
                throw whole.member(name.toString(), null)
                        .mistake("is unknown; known here are " + String.join(", ", known));
            }
        }
    }
}
