/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.policy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A policy jar, read into memory once: what is checked is what is run, and a jar that is replaced or cut short while its policy
 * runs does it no harm.
 *
 * @param path where it came from
 * @param digest of all that it holds, so that a jar can be told from the one that took its place
 * @param entries what it holds, by name
 */
record PolicyJar(Path path, String digest, Map<String, byte[]> entries) {
    /** A policy is code and little else; the daemon's heap is small. */
    static final int MOST_BYTES = 8 << 20;

    /**
     * Reads a jar.
     *
     * @throws PolicyLoadException where it is no readable jar, too large, or not made for this SPI; the message has no full
     *     stop
     */
    static PolicyJar read(Path path) throws PolicyLoadException {
        byte[] bytes;
        try {
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path)) {
                throw new PolicyLoadException(path + " is no readable jar: it is no file");
            }
            try (InputStream file = Files.newInputStream(path)) {
                bytes = file.readNBytes(MOST_BYTES + 1);
            }
        } catch (IOException e) {
            throw new PolicyLoadException(path + " is no readable jar: " + e, e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new PolicyLoadException(path + " is larger than " + (MOST_BYTES >> 20) + " MiB");
        }
        Map<String, byte[]> entries;
        try {
            entries = unpack(bytes);
        } catch (IOException | IllegalArgumentException e) {
            throw new PolicyLoadException(path + " is no readable jar: " + e.getMessage(), e);
        }
        PolicyJar jar = new PolicyJar(path, digest(bytes), entries);
        jar.checkSpi();
        return jar;
    }

    private static Map<String, byte[]> unpack(byte[] bytes) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        long left = MOST_BYTES;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                // A small file may be made to unpack without end.
                byte[] content = zip.readNBytes((int) left + 1);
                left -= content.length;
                if (left < 0) {
                    throw new IOException("it unpacks to more than " + (MOST_BYTES >> 20) + " MiB");
                }
                if (!entry.isDirectory()) {
                    entries.put(entry.getName(), content);
                }
            }
        }
        if (entries.isEmpty()) {
            throw new IOException("it holds nothing");
        }
        return Map.copyOf(entries);
    }

    private void checkSpi() throws PolicyLoadException {
        byte[] text = entries.get(JarFile.MANIFEST_NAME);
        String version = null;
        if (text != null) {
            try {
                version = new Manifest(new ByteArrayInputStream(text))
                        .getMainAttributes()
                        .getValue(PolicyLoader.SPI_ATTRIBUTE);
            } catch (IOException e) {
                throw new PolicyLoadException(path + " has no readable manifest: " + e.getMessage(), e);
            }
        }
        if (!PolicyLoader.SPI_VERSION.equals(version)) {
            String has =
                    version == null ? "no " + PolicyLoader.SPI_ATTRIBUTE : PolicyLoader.SPI_ATTRIBUTE + ": " + version;
            throw new PolicyLoadException(
                    path + " has " + has + " in its manifest, and " + PolicyLoader.SPI_VERSION + " is needed");
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
