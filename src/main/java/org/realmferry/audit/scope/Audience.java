/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.scope;

import java.util.Collection;
import org.realmferry.IdBitmap;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Unapproved;

/**
 * Whose private data may be in an archive.
 *
 * @param mode {@code PUBLIC}: nobody's
 * @param approved the ids of those who approved
 * @param unapproved how the others were to be treated
 * @param listed whether a list of approvals says who they are; else the archive's own list of those who consent
 */
public record Audience(Mode mode, IdBitmap approved, Unapproved unapproved, boolean listed) {
    /** Nobody. */
    public static Audience nobody() {
        return new Audience(Mode.PUBLIC, new IdBitmap(), Unapproved.PLACEHOLDER, false);
    }

    /** Those whom the archive itself names as consenting. */
    public static Audience consenting(Collection<Long> ids, Unapproved unapproved) {
        return new Audience(Mode.CONSENT, bitmap(ids), unapproved, false);
    }

    /** Those whom a list of approvals names. */
    public static Audience listed(Collection<Long> ids, Unapproved unapproved) {
        return new Audience(Mode.CONSENT, bitmap(ids), unapproved, true);
    }

    private static IdBitmap bitmap(Collection<Long> ids) {
        IdBitmap bitmap = new IdBitmap();
        ids.forEach(bitmap::addLong);
        return bitmap;
    }

    public boolean has(long user) {
        return approved.contains(user);
    }

    public boolean isNobody() {
        return mode == Mode.PUBLIC;
    }

    /** Whether the others leave no trace. */
    public boolean alone() {
        return unapproved == Unapproved.OMIT;
    }
}
