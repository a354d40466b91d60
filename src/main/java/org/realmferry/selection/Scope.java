/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.Optional;

/**
 * How much of a realm leaves.
 *
 * @param realm the realm
 * @param mode whose private data; {@code CONSENT} where a list of approvals says whose
 * @param approved those whom the list names; empty where the users' own settings decide
 * @param asActive whether it leaves as an active realm even where it is deactivated
 * @param rules what stays behind of users who don't consent
 */
public record Scope(Realm realm, Mode mode, Optional<ApprovedUsers> approved, boolean asActive, ConsentRules rules)
        implements Subject {
    /** A realm with everything. */
    public static Scope full(Realm realm) {
        return new Scope(realm, Mode.FULL, Optional.empty(), false, ConsentRules.strict());
    }

    /** Whether those who are not approved leave no trace. */
    public boolean omits() {
        return approved.filter(list -> list.unapproved() == Unapproved.OMIT).isPresent();
    }
}
