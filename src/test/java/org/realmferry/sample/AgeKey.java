/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A pair of keys that the program age-keygen made for a test.
 *
 * @param recipient the public key
 * @param file of the secret key
 */
public record AgeKey(String recipient, Path file) {
    /** Makes a pair; where the program is missing, the calling test is skipped or fails. */
    public static AgeKey generate(Path file) throws IOException {
        Program.require("age", "age");
        ChildProcess made = ChildProcess.run("age-keygen", "-o", file.toString());
        if (made.status() != 0) {
            throw new IOException(made.text());
        }
        String recipient =
                ChildProcess.run("age-keygen", "-y", file.toString()).text().strip();
        return new AgeKey(recipient, file);
    }

    /** Has the program age decrypt a file. */
    public Path decrypt(Path encrypted, Path plain) throws IOException {
        return age(plain, List.of("-d", "-i", file.toString(), "-o", plain.toString(), encrypted.toString()));
    }

    /** Has the program age encrypt a file. */
    public Path encrypt(Path plain, Path encrypted, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(options));
        words.addAll(List.of("-r", recipient, "-o", encrypted.toString(), plain.toString()));
        return age(encrypted, words);
    }

    private static Path age(Path result, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of("age"));
        command.addAll(options);
        ChildProcess ran = ChildProcess.run(command.toArray(String[]::new));
        if (ran.status() != 0) {
            throw new IOException(ran.text());
        }
        return result;
    }
}
