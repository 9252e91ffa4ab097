/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Puts into words why a file could not be dealt with; the words of Java are often the name of the file alone. */
final class Reasons {
    private Reasons() {}

    /** Why, without a full stop. */
    static String of(Exception failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "it is there already";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return message.isEmpty() ? failure.getClass().getSimpleName() : message;
    }
}
