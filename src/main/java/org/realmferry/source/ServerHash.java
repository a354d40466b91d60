/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What tells the databases of two servers apart in their archives' manifests, without saying which they are: a number of
 * PostgreSQL's that also stands in backups and logs is mixed with a text that is always the same, as archives of one server
 * must have the same value whoever made them.
 */
public final class ServerHash {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String SALT = "realmferry: the server of an archive";

    private ServerHash() {}

    /** Of a standpoint; empty where it doesn't say its server. The timeline, which a failover changes, doesn't count. */
    public static Optional<String> of(SnapshotHorizon standpoint) {
        String[] parts = standpoint.server().split("/", -1);
        return parts.length == 3 ? Optional.of(hash(parts[0] + "/" + parts[2])) : Optional.empty();
    }

    private static String hash(String database) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(SALT.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(database.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
