/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, in hexadecimal. */
public final class Checksum {
    private Checksum() {}

    /** Of what is in memory. */
    public static String of(byte[] bytes) {
        MessageDigest digest = begin();
        digest.update(bytes);
        return end(digest);
    }

    /** Its first 64 bits, of a text. */
    public static long first(String text) {
        return ByteBuffer.wrap(begin().digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /** Begins that of what comes in parts. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The checksum of all parts. */
    public static String end(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
