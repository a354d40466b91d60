/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.Set;

/**
 * The users of a realm whose transfer is approved.
 *
 * @param sha256 checksum of the file that says so; empty where several do, whose archives were merged
 * @param unapproved what becomes of the others
 * @param ids of the approved ones
 */
public record ApprovedUsers(String sha256, Unapproved unapproved, Set<Long> ids) {
    public ApprovedUsers {
        ids = Set.copyOf(ids);
    }
}
