/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * Looks whether a drop-in jar was put where it is by somebody who may run code as the daemon: it and every folder above it
 * belong to root, or to the user that the daemon runs as, nobody else may write there, and none is a symbolic link.
 */
final class DropInGate {
    private static final int ROOT = 0;

    private final Path trusted;
    private final Set<Integer> owners;

    DropInGate() {
        this(Path.of("/"));
    }

    /** @param trusted a folder that is not looked at, nor those above it */
    DropInGate(Path trusted) {
        this.trusted = trusted;
        int self = self();
        this.owners = self == ROOT ? Set.of(ROOT) : Set.of(ROOT, self);
    }

    /** Why a jar is not looked into, without a full stop; empty where it may be. */
    Optional<String> refusal(Path jar) {
        Path absolute = jar.toAbsolutePath().normalize();
        for (Path part = absolute; part != null && !part.equals(trusted); part = part.getParent()) {
            Optional<String> fault = fault(part);
            if (fault.isPresent()) {
                return fault.map(why -> part(absolute, why));
            }
        }
        return Optional.empty();
    }

    private static String part(Path jar, String why) {
        return jar + " is not to be trusted: " + why;
    }

    private Optional<String> fault(Path part) {
        PosixFileAttributes attributes;
        int owner;
        try {
            attributes = Files.readAttributes(part, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            owner = (Integer) Files.getAttribute(part, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of("nobody can tell whose " + part + " is (" + e.getMessage() + ")");
        }
        if (attributes.isSymbolicLink()) {
            return Optional.of(part + " is a symbolic link: name where it leads to");
        }
        if (!owners.contains(owner)) {
            return Optional.of(part + " belongs to " + attributes.owner().getName() + ": give it to root");
        }
        Set<PosixFilePermission> permissions = attributes.permissions();
        boolean others = permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE);
        return others ? Optional.of("others may write to " + part + ": take that right from them") : Optional.empty();
    }

    private static int self() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException e) {
            // Then root alone is trusted, which is the safe side.
            return ROOT;
        }
    }
}
