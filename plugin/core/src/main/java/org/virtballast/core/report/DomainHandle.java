/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import java.util.UUID;
import java.util.regex.Pattern;

/** What a domain is called in commands that are shown to be copied: its name may hold anything, and a shell would obey it. */
public final class DomainHandle {
    /** What a shell takes as it is, and no command for an option. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,39}");

    private DomainHandle() {}

    /** The name where it is plain, else the UUID. */
    public static String of(String name, UUID id) {
        return PLAIN.matcher(name).matches() ? name : id.toString();
    }
}
