/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.Collection;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Unapproved;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * Whose private data may be in an archive.
 *
 * @param mode {@code PUBLIC}: nobody's
 * @param approved the ids of those who approved
 * @param unapproved how the others were to be treated
 * @param listed whether a list of approvals says who they are; else the archive's own list of those who consent
 */
public record Audience(Mode mode, Roaring64Bitmap approved, Unapproved unapproved, boolean listed) {
    /** Nobody. */
    public static Audience nobody() {
        return new Audience(Mode.PUBLIC, new Roaring64Bitmap(), Unapproved.PLACEHOLDER, false);
    }

    /** Those whom the archive itself names as consenting. */
    public static Audience consenting(Collection<Long> ids, Unapproved unapproved) {
        return new Audience(Mode.CONSENT, bitmap(ids), unapproved, false);
    }

    /** Those whom a list of approvals names. */
    public static Audience listed(Collection<Long> ids, Unapproved unapproved) {
        return new Audience(Mode.CONSENT, bitmap(ids), unapproved, true);
    }

    private static Roaring64Bitmap bitmap(Collection<Long> ids) {
        Roaring64Bitmap bitmap = new Roaring64Bitmap();
        ids.forEach(bitmap::addLong);
        return bitmap;
    }

    boolean has(long user) {
        return approved.contains(user);
    }

    boolean isNobody() {
        return mode == Mode.PUBLIC;
    }

    /** Whether the others leave no trace. */
    boolean alone() {
        return unapproved == Unapproved.OMIT;
    }
}
