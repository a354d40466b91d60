/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.age;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.PrivateFiles;

/** A file of keys as age reads it: a key a line; lines that are empty or begin with {@code #} say nothing. */
final class KeyFile {
    private static final long LARGEST = 1 << 20;

    private KeyFile() {}

    /**
     * The keys of a file. Fails with {@code SOURCE} where this user may not read it, with {@code COMMAND_LINE} where it is not
     * there or has none.
     *
     * @param option by which it was named
     */
    static List<String> read(String option, Path file) {
        Access.require(file);
        try {
            if (Files.isRegularFile(file) && Files.size(file) > LARGEST) {
                throw wrong(option, file, "is too large for a key file");
            }
            List<String> keys = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
            if (keys.isEmpty()) {
                throw wrong(option, file, "has no key");
            }
            return keys;
        } catch (MalformedInputException e) {
            throw wrong(option, file, "is not a key file");
        } catch (IOException e) {
            throw wrong(option, file, "can't be read: " + PrivateFiles.reason(e));
        }
    }

    static Failure wrong(String option, Path file, String problem) {
        return new Failure(
                ExitStatus.COMMAND_LINE,
                option + " " + file + " " + problem,
                "Give a file with one key per line, as age-keygen writes it.");
    }
}
