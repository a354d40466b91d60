/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.util.Optional;
import org.realmferry.selection.Realm;

/**
 * What an import of one archive was asked to do.
 *
 * @param subdomain the realm's on the target
 * @param host the realm's new host, for addresses that Zulip makes of it, where it is known
 * @param likeZulip whether the result is that of Zulip's own importer, faults included
 * @param searchNow whether the archive's search vectors are written, so that the server needn't compute them
 * @param active how the realm is left
 */
public record ImportChoice(
        String subdomain, Optional<String> host, boolean likeZulip, boolean searchNow, Activity active) {
    /** How the realm is left when it is whole. */
    public enum Activity {
        AS_ARCHIVED,
        ACTIVE,
        DEACTIVATED
    }

    /** The name of the realm's folders in a run; no subdomain begins with {@code _}. */
    public String folder() {
        return subdomain.isEmpty() ? "_root" : subdomain;
    }

    /** The realm's name for people. */
    public String label() {
        return Realm.label(subdomain);
    }
}
