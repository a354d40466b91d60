/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Zulip's key of a group conversation. */
public final class GroupHashes {
    private GroupHashes() {}

    /** The SHA-1 of ids in order, with commas between. */
    public static String sha1(LongStream ids) {
        String text = ids.sorted().distinct().mapToObj(String::valueOf).collect(Collectors.joining(","));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
