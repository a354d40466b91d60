/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import org.realmferry.extract.messages.RealmIds;
import org.realmferry.plan.Parameters;
import org.realmferry.rules.language.RealmMessages;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;
import org.realmferry.source.SnapshotReader;

/** Files of other realms that exported messages link to: they stay behind, and the links are dead on another server. */
public final class ForeignFiles {
    private static final String LINKS = "SELECT t.id, x[1] FROM zerver_message t CROSS JOIN LATERAL"
            + " regexp_matches(t.content, '/user_uploads/([0-9]+/[^][:space:]()<>\"'']+)', 'g') x"
            + " WHERE " + RealmMessages.OF_REALM
            + " AND t.has_attachment AND NOT EXISTS (SELECT FROM zerver_attachment a"
            + " WHERE a.path_id = x[1] AND a.realm_id = :realm)";

    private ForeignFiles() {}

    public static void tell(SnapshotReader reader, Realm realm, RealmIds ids, Findings findings) {
        Parameters parameters = ids.parameters();
        String own = realm.id() + "/";
        reader.read(ZulipTables.MESSAGES, parameters.bind(LINKS), row -> {
            if (ids.messages().contains(row.number(0)) && !row.text(1).startsWith(own)) {
                findings.add(new Finding(
                        "other-realms-file",
                        realm.folder(),
                        "zerver_message " + row.number(0),
                        "it links to /user_uploads/" + row.text(1)
                                + ", a file of another realm, which is left out; the link"
                                + " will be broken after the move"));
            }
        });
    }
}
