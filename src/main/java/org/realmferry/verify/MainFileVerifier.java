/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.realmferry.IdBitmap;
import org.realmferry.archive.ImportSource;
import org.realmferry.archive.RowFileReader;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.rows.ArchiveColumns;
import org.realmferry.verify.rows.GroupChecks;
import org.realmferry.verify.rows.RecipientTarget;
import org.realmferry.verify.rows.RecipientType;
import org.realmferry.verify.rows.ReferenceChecks;
import org.realmferry.verify.rows.RowIds;
import org.realmferry.verify.rows.RowOrder;
import org.realmferry.verify.rows.SecretColumns;
import org.realmferry.verify.rows.TableCheck;
import org.realmferry.verify.rows.VerifiedRow;

/**
 * The file that makes a folder an archive: {@code realm.json}, or {@code user.json} of a single user. It is read twice: first
 * for its ids, later for its references, which may name rows that stand behind them, or messages.
 */
final class MainFileVerifier {
    static final String REALM = "realm.json";
    static final String USER = "user.json";

    /** Releases that have it write all rows, and all messages, in order of their ids. */
    private static final String SINCE_ROWS_ARE_ORDERED = "zerver_realmuserdefault";

    private static final String SINCE_TABLES_ARE_NOT = "zerver_submessage";

    private static final int REALM_EXPORTED = 206;

    private final VerifiedArchive archive;
    private final String name;
    private final Map<String, Long> rows = new TreeMap<>();
    private final Map<Integer, IdBitmap> recipients = new HashMap<>();
    private final IdBitmap systemBotRecipients = new IdBitmap();
    private Optional<String> importSource = Optional.empty();
    private boolean exportLogged;
    private boolean complete;
    private long realmId;
    private String realmName = "";

    MainFileVerifier(VerifiedArchive archive) {
        this.archive = archive;
        name = archive.folder().has(USER) && !archive.folder().has(REALM) ? USER : REALM;
    }

    boolean isOfOneUser() {
        return name.equals(USER);
    }

    /** Whether the release writes rows and messages in order; known when the ids are. */
    boolean isOrdered() {
        return archive.isCurrent() || rows.containsKey(SINCE_ROWS_ARE_ORDERED);
    }

    /** Whether it writes the rows of tables other than messages in order, too: Zulip 12 writes some as the database gives them. */
    boolean areTablesOrdered() {
        return isOrdered() && (archive.manifest().isPresent() || !rows.containsKey(SINCE_TABLES_ARE_NOT));
    }

    /** The ids of conversations of a type: of users 1, channels 2, groups 3. */
    IdBitmap recipients(int type) {
        return recipients.computeIfAbsent(type, key -> new IdBitmap());
    }

    ReferenceChecks references() {
        return new ReferenceChecks(archive.ids(), systemBotRecipients, archive.isCurrent(), isOfOneUser(), complete);
    }

    /** The first reading. */
    void readIds() {
        if (!archive.folder().has(name)) {
            return;
        }
        archive.read(name, rows, json -> {
            json.beginObject();
            while (json.nextMember()) {
                if (json.member().equals(ImportSource.NAME)) {
                    importSource = Optional.of(String.valueOf(json.parser().getText()));
                    json.parser().skipChildren();
                } else {
                    readIds(json, json.member());
                }
            }
            complete = true;
        });
        if (!isOfOneUser() && complete) {
            new ImporterChecks(archive, rows, exportLogged, importSource).check();
            archive.manifest().ifPresent(manifest -> manifest.checkRealm(realmId, realmName));
        }
    }

    private void readIds(RowFileReader json, String table) throws IOException {
        archive.once(name, table, rows);
        if (!ArchiveColumns.isKnown(table)) {
            archive.sink().found(FindingKind.SECRET, name, table, "", "no export has such a table");
        }
        VerifiedRow row = new VerifiedRow(name, table, archive.sink());
        TableCheck check = new TableCheck(
                        table,
                        row,
                        field -> SecretColumns.check(archive.sink(), name, table, field)
                                .orElse(TableCheck.ANYTHING))
                .ofValues(archive.isCurrent());
        new RowIds(archive.ids().of(table)).in(check);
        switch (table) {
            case ZulipTables.RECIPIENTS -> new RecipientType(this::recipients).in(check);
            case ZulipTables.SYSTEM_BOTS ->
                check.field(
                        "recipient_id",
                        (value, bot) -> bot.number("recipient_id", value).ifPresent(systemBotRecipients::addLong));
            case ZulipTables.AUDIT_LOG ->
                check.field("event_type", (value, event) -> exportLogged |= value.getValueAsLong() == REALM_EXPORTED);
            case ZulipTables.REALMS -> {
                check.field("domain", (value, realm) -> realmName = name(value, realmName));
                check.field("string_id", (value, realm) -> realmName = name(value, ""));
                check.row(realm -> realmId = realm.id());
            }
            default -> {}
        }
        rows.put(table, 0L);
        rows.put(table, check.read(json));
    }

    /** A realm's short name; before Zulip 1.5 that is its domain. */
    private static String name(JsonParser value, String otherwise) throws IOException {
        return Optional.ofNullable(value.getValueAsString()).orElse(otherwise);
    }

    /** The second reading, when the ids of messages are known. */
    void readReferences() {
        if (!complete) {
            return;
        }
        ReferenceChecks references = references();
        GroupChecks groups = new GroupChecks(recipients(GroupChecks.TYPE), name, archive.sink());
        archive.readAgain(name, json -> {
            json.beginObject();
            while (json.nextMember()) {
                if (json.member().equals(ImportSource.NAME)) {
                    continue;
                }
                TableCheck check = references(json.member(), references);
                if (check.table().equals(ZulipTables.SUBSCRIPTIONS)) {
                    groups.in(check);
                }
                check.read(json);
            }
        });
        if (!isOfOneUser()) {
            groups.check();
        }
    }

    private TableCheck references(String table, ReferenceChecks references) {
        VerifiedRow row = new VerifiedRow(name, table, archive.sink());
        TableCheck check = new TableCheck(table, row, field -> references.of(table, field));
        check.field("id", VerifiedRow::takeId);
        if (areTablesOrdered()) {
            check.row(new RowOrder());
        }
        if (table.equals(ZulipTables.RECIPIENTS)) {
            new RecipientTarget(references, isOfOneUser()).in(check);
        }
        return check;
    }
}
