/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.util.List;
import org.realmferry.Words;
import org.realmferry.extract.RealmSummary;
import org.realmferry.extract.UserSummary;

/** The cells of an archive's line in the tables of archives, on the page and on the terminal. */
public final class SummaryCells {
    private SummaryCells() {}

    public static List<String> of(RealmSummary realm) {
        return List.of(
                realm.realm().label(),
                Words.count(realm.messages()),
                Words.count(realm.userMessages()),
                Words.count(realm.otherRows()),
                Words.count(realm.files()),
                Words.bytes(realm.bytes()),
                Words.seconds(realm.seconds()),
                Words.count(realm.findings()));
    }

    public static List<String> of(UserSummary user) {
        return List.of(
                user.user().label(),
                Words.count(user.messages()),
                "",
                Words.count(user.otherRows()),
                Words.count(user.files()),
                Words.bytes(user.bytes()),
                Words.seconds(user.seconds()),
                Words.count(user.findings()));
    }
}
