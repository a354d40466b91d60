/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.util.Optional;
import org.realmferry.IdBitmap;
import org.realmferry.Words;
import org.realmferry.archive.FileRecord.Avatar;

/** Whose pictures are there and whose are missing: where nearly all are missing, it is not the pictures that are wrong. */
final class PictureCounts {
    private static final int FEW = 2;
    private static final int NEARLY_ALL = 10;

    private final IdBitmap there = new IdBitmap();
    private final IdBitmap missing = new IdBitmap();

    /** Notes a file that must be there if it is a user's picture. */
    synchronized void saw(FileTask task, boolean isThere) {
        if (task.record() instanceof Avatar avatar && !task.optional()) {
            (isThere ? there : missing).addLong(avatar.userId());
        }
    }

    /** What is likely wrong; empty where most pictures are there. */
    synchronized Optional<String> suspicion() {
        long lost = missing.getLongCardinality();
        long all = lost + there.getLongCardinality();
        if (lost < FEW || lost * NEARLY_ALL < all * (NEARLY_ALL - 1)) {
            return Optional.empty();
        }
        return Optional.of("of " + Words.counted(all, "user") + " with an uploaded picture " + Words.count(lost)
                + " lack its file: the avatar salt is probably another server's; give --avatar-salt-file with"
                + " the zulip-secrets.conf of the server that the database comes from");
    }
}
