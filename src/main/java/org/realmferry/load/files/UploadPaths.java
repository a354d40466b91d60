/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The paths that uploads get: Zulip's {@code REALM/HH/TOKEN/NAME} on disks, {@code REALM/TOKEN/NAME} in S3. Folder and
 * token are an HMAC of the old path under a key of the run: each attempt gives the same ones, and nobody without the key can
 * guess them.
 */
public final class UploadPaths {
    private static final String ALGORITHM = "HmacSHA256";

    /** Of a token, in bytes: 24 characters, as Zulip's own have. */
    private static final int TOKEN = 18;

    private final long realm;
    private final boolean spread;
    private final Mac mac;

    /**
     * The paths of a realm.
     *
     * @param realm its new id
     * @param spread whether there is a folder of two digits between the realm and the token, as on disks
     * @param key of the run
     */
    public UploadPaths(long realm, boolean spread, byte[] key) {
        this.realm = realm;
        this.spread = spread;
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", e);
        }
    }

    /** The new path of an upload, by the one that the archive has for it. */
    public String of(String path) {
        byte[] code = code(path);
        String token = Base64.getUrlEncoder().encodeToString(Arrays.copyOf(code, TOKEN));
        String folder = spread ? Integer.toHexString(code[TOKEN] & 0xff) + "/" : "";
        return realm + "/" + folder + token + "/" + UploadName.sanitize(path.substring(path.lastIndexOf('/') + 1));
    }

    private synchronized byte[] code(String path) {
        return mac.doFinal(path.getBytes(StandardCharsets.UTF_8));
    }
}
