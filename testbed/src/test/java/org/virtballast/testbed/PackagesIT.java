/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages that this commit makes, installed and used as an operator would: see packaging/try. */
final class PackagesIT {
    private final Tree tree = Tree.find();

    @Test
    void packages_areMadeTheSameTwice_andDoWhatAnOperatorExpects() throws Exception {
        Map<String, String> sums = build();
        assertEquals(2, sums.size(), sums.toString());
        assertEquals(sums, build(), "the same commit gave other files");

        String said = Program.check(tree.path("packaging/try").toString());
        System.out.println(said);
        assertTrue(said.endsWith("all as it should be"), said);
    }

    /** Makes the packages; returns their names with the sums of their content. */
    private Map<String, String> build() throws Exception {
        System.out.println(Program.check(tree.path("packaging/build").toString(), "all"));
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.list(tree.path("target/packages"))) {
            for (Path file : files.filter(PackagesIT::isPackage).toList()) {
                sums.put(file.getFileName().toString(), sum(file));
            }
        }
        return sums;
    }

    private static boolean isPackage(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".deb") || name.endsWith(".rpm");
    }

    private static String sum(Path file) throws IOException, java.security.NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
