/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import org.realmferry.Checksum;

/**
 * The keys of the advisory locks that imports hold in a target: the first eight bytes, big-endian, of the SHA-256 of a text
 * that starts with {@code realmferry}. They are one bigint each; those of {@code ConnectionQuota} are pairs of integers,
 * which never meet them.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS">Advisory Locks</a>
 */
public final class AdvisoryKey {
    private AdvisoryKey() {}

    /** Held while a realm of this subdomain is imported: {@code realmferry import SUBDOMAIN}. */
    public static long ofRealm(String subdomain) {
        return Checksum.first("realmferry import " + subdomain);
    }

    /** Held while ids of a table are drawn: {@code realmferry draw TABLE}. */
    public static long ofDraw(String table) {
        return Checksum.first("realmferry draw " + table);
    }
}
