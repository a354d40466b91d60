/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.age;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.armor.ArmoredDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/** Secret keys that open what was encrypted to their public ones. Their texts are never shown. */
public final class Identities {
    private static final String HEADER = "age-encryption.org/v1";
    private static final String ARMOR = "-----BEGIN AGE ENCRYPTED FILE-----";
    private static final int BUFFER = 1 << 16;

    private final List<RecipientStanzaReader> readers;

    private Identities(List<RecipientStanzaReader> readers) {
        this.readers = List.copyOf(readers);
    }

    /** No key: nothing encrypted can be read. */
    public static Identities none() {
        return new Identities(List.of());
    }

    /** Whether there is a key at all. */
    public boolean isEmpty() {
        return readers.isEmpty();
    }

    /** Reads files as age-keygen writes them. Fails with {@code COMMAND_LINE}. */
    public static Identities read(String option, List<Path> files) {
        List<RecipientStanzaReader> readers = new ArrayList<>();
        for (Path file : files) {
            for (String key : KeyFile.read(option, file)) {
                readers.add(reader(option, file, key));
            }
        }
        return new Identities(readers);
    }

    private static RecipientStanzaReader reader(String option, Path file, String key) {
        if (key.startsWith(HEADER) || key.startsWith(ARMOR)) {
            throw KeyFile.wrong(option, file, "is encrypted itself: decrypt it with age -d first");
        }
        try {
            return X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw KeyFile.wrong(option, file, "has a line that is not an age secret key (AGE-SECRET-KEY-1...)");
        }
    }

    /** Whether a file begins as one that age encrypted; {@code begin} has its first {@link #headerLength} bytes. */
    public static boolean isEncrypted(byte[] begin) {
        String text = new String(begin, StandardCharsets.US_ASCII);
        return text.startsWith(HEADER) || text.startsWith(ARMOR);
    }

    /** How many bytes tell whether a file is encrypted. */
    public static int headerLength() {
        return ARMOR.length();
    }

    /**
     * The content of an encrypted stream. A cut or a changed byte comes as {@link IOException} when it is reached. Fails
     * with {@code CONFIGURATION} where no key opens it.
     *
     * @param name of the file, for failures
     */
    public InputStream decrypt(String name, InputStream encrypted) throws IOException {
        if (readers.isEmpty()) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    name + " is encrypted, and no key is given",
                    "Give the file with your secret key: --identity KEYFILE.");
        }
        BufferedInputStream in = new BufferedInputStream(encrypted, BUFFER);
        in.mark(ARMOR.length());
        boolean armored = new String(in.readNBytes(ARMOR.length()), StandardCharsets.US_ASCII).equals(ARMOR);
        in.reset();
        StandardDecryptingChannelFactory factory =
                armored ? new ArmoredDecryptingChannelFactory() : new StandardDecryptingChannelFactory();
        try {
            return new BufferedInputStream(
                    Channels.newInputStream(factory.newDecryptingChannel(Channels.newChannel(in), readers)), BUFFER);
        } catch (GeneralSecurityException | BufferUnderflowException | IllegalArgumentException e) {
            if (!(e instanceof UnsupportedRecipientStanzaException)) {
                throw new IOException(
                        "its header is not that of an age file" + (e.getMessage() == null ? "" : ": " + e.getMessage()),
                        e);
            }
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    name + " can't be opened with this key: it is encrypted to other keys, or its header is damaged",
                    "Give the secret key of one of its recipients: --identity KEYFILE.",
                    e);
        }
    }
}
