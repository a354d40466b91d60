/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.age;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/**
 * Public keys, each of whose owners can open what is encrypted.
 *
 * @param keys as age writes them: {@code age1...}
 */
public record Recipients(List<String> keys) {
    private static final String SECRET_KEY = "age-secret-key-";

    public Recipients {
        keys = List.copyOf(keys);
    }

    /** A key that was given by an option. Fails with {@code COMMAND_LINE} where it is none. */
    public static String key(String option, String given) {
        String key = given.strip();
        if (key.toLowerCase(Locale.ROOT).startsWith(SECRET_KEY)) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    option + " was given a secret key: it is now in this shell's history",
                    "Make a new pair with age-keygen, and give its public key, which begins with age1.");
        }
        try {
            writer(key);
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    option + " " + key + " is not an age public key",
                    "Give a public key as age-keygen prints it: age1 and 58 more characters.",
                    e);
        }
    }

    /** The keys of a file. Fails with {@code COMMAND_LINE} where one is none. */
    public static List<String> read(String option, Path file) {
        return KeyFile.read(option, file).stream()
                .map(key -> key(option + " " + file + ":", key))
                .toList();
    }

    /**
     * A stream that encrypts to these keys. Closing it completes what was encrypted, and closes {@code out}.
     *
     * @throws IOException of {@code out} only
     */
    public OutputStream encrypt(OutputStream out) throws IOException {
        try {
            List<RecipientStanzaWriter> writers = new ArrayList<>();
            for (String key : keys) {
                writers.add(writer(key));
            }
            return Channels.newOutputStream(
                    new StandardEncryptingChannelFactory().newEncryptingChannel(Channels.newChannel(out), writers));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the keys were looked at, and every Java has the algorithms", e);
        }
    }

    private static RecipientStanzaWriter writer(String key) throws GeneralSecurityException {
        return X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(key);
    }
}
