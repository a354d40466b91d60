/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.realmferry.Checksum;
import org.realmferry.Secret;

/** How a server names the pictures of its users: by a hash that nobody without its salt can compute. */
public record AvatarNames(Naming naming, Secret salt) {
    private static final int HASH_LENGTH = 40;

    /** Of what, with the server's salt, the hash is. */
    public enum Naming {
        /** SHA-1 of the address, all realms in one folder. */
        BY_ADDRESS,
        /** SHA-1 of the user's id, by realm. */
        BY_ID,
        /** SHA-256 of the user's id and the picture's version, by realm. */
        BY_VERSION
    }

    /** The name of a picture, before its dot. */
    public String hash(long user, String email, long version) {
        return switch (naming) {
            case BY_ADDRESS -> sha1(email.toLowerCase(Locale.ROOT) + salt.reveal());
            case BY_ID -> sha1(user + salt.reveal());
            case BY_VERSION ->
                Checksum.of(bytes(user + ":" + version + ":" + salt.reveal())).substring(0, HASH_LENGTH);
        };
    }

    /** Zulip's own choice; here it keeps nothing secret that the salt doesn't. */
    private static String sha1(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-1", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
