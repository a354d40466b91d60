/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.realmferry.audit.rows.AuditedFolder;
import org.realmferry.audit.rows.AuditedRow;
import org.realmferry.audit.rows.AuditedRowReader;
import org.realmferry.audit.scope.Audience;
import org.realmferry.audit.scope.AuditScope;
import org.realmferry.audit.scope.AuditedConversations;
import org.realmferry.audit.scope.People;
import org.realmferry.sample.SmallInput;

/**
 * A small archive: the realm 2 with the users 7 (approved) and 8, the mirror dummy 9 and a system bot 3; a public channel
 * 20, a private one 21 with an open history and one 22 with a protected; recipients of all of these, and of a group. 7 is
 * subscribed to 22 and to the group 34.
 */
public final class SmallAudit {
    private final Path root;
    private final Map<String, String[]> tables = new LinkedHashMap<>();

    public SmallAudit(Path root) {
        this.root = root;
        table("zerver_realm", "{'id':2,'string_id':'acme','name':'Acme','deactivated':false}");
        table("zerver_userprofile", user(7), user(8));
        table("zerver_userprofile_mirrordummy", user(9));
        table("zerver_userprofile_crossrealm", "{'id':3,'email':'welcome-bot@zulip.com','recipient_id':39}");
        table(
                "zerver_stream",
                "{'id':20,'invite_only':false}",
                "{'id':21,'invite_only':true,'history_public_to_subscribers':true}",
                "{'id':22,'invite_only':true,'history_public_to_subscribers':false}");
        table(
                "zerver_recipient",
                "{'id':30,'type':2,'type_id':20}",
                "{'id':31,'type':2,'type_id':21}",
                "{'id':32,'type':2,'type_id':22}",
                "{'id':33,'type':1,'type_id':7}",
                "{'id':34,'type':3,'type_id':1}",
                "{'id':35,'type':3,'type_id':2}",
                "{'id':36,'type':1,'type_id':8}");
        table(
                "zerver_subscription",
                "{'id':1,'user_profile':7,'recipient':32}",
                "{'id':2,'user_profile':7,'recipient':34}",
                "{'id':3,'user_profile':8,'recipient':31}",
                "{'id':4,'user_profile':8,'recipient':35}");
        table("zerver_customprofilefield", "{'id':1,'field_type':6}", "{'id':2,'field_type':1}");
    }

    private static String user(long id) {
        return "{'id':" + id + ",'email':'user" + id
                + "@acme.example','is_bot':false,'bot_owner':null,'avatar_source':'" + (id == 8 ? "G" : "U") + "'}";
    }

    /** Puts other rows in place of a table's. */
    public SmallAudit table(String name, String... rows) {
        tables.put(name, rows);
        return this;
    }

    public SmallAudit file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, SmallInput.json(text));
        return this;
    }

    public AuditedFolder folder() {
        return new AuditedFolder(root);
    }

    public AuditedRowReader realm() throws IOException {
        SmallInput.write(root.resolve("realm.json"), tables);
        return folder().required("realm.json");
    }

    public People people() throws IOException {
        return People.read(realm());
    }

    public AuditScope scope(Audience audience) throws IOException {
        People people = people();
        return new AuditScope(people, audience, AuditedConversations.read(realm(), people, audience));
    }

    /** The rows of a table, as an audit reads them. */
    public List<AuditedRow> rows(String file, String table, String... rows) throws IOException {
        file(file, "{'" + table + "':[" + String.join(",", rows) + "]}");
        List<AuditedRow> read = new ArrayList<>();
        folder().required(file).tables(table::equals, read::add);
        return read;
    }
}
