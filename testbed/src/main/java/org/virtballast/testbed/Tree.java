/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the built tree is. */
final class Tree {
    private final Path root;

    private Tree(Path root) {
        this.root = root;
    }

    /** The tree that the working folder lies in. */
    static Tree find() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isExecutable(folder.resolve("testbed/guest"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("Not in a tree of virt-ballast: run this below its top folder.");
        }
        return new Tree(folder);
    }

    /** A file of the tree. */
    Path path(String name) {
        return root.resolve(name);
    }

    /** A script of the testbed, as a program to run. */
    String script(String name) {
        return root.resolve("testbed").resolve(name).toString();
    }
}
