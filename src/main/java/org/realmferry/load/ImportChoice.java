/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.util.Optional;

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
}
