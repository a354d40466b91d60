/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/** A file in which a person wrote a list. */
public final class ListFile {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private ListFile() {}

    /**
     * Its bytes. Fails with {@code SOURCE} where this user may not read it, else with {@code COMMAND_LINE}.
     *
     * @param what the list, for people
     */
    public static byte[] bytes(Path file, String what, String remedy) {
        Access.require(file);
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new Failure(ExitStatus.COMMAND_LINE, what + " " + file + " can't be read: " + reason(e), remedy, e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        return Objects.requireNonNullElse(e.getMessage(), e.toString());
    }

    /** The text without the mark with which some programs begin UTF-8. */
    public static String withoutMark(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }
}
