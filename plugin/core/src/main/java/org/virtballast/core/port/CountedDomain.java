/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.util.Objects;
import java.util.UUID;

/** A domain whose accesses are to be counted. */
public record CountedDomain(UUID id, String name) {
    public CountedDomain {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
    }
}
