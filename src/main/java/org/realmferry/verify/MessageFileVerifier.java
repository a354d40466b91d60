/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.IdBitmap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.RowFileReader;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.rows.FieldCheck;
import org.realmferry.verify.rows.ReferenceChecks;
import org.realmferry.verify.rows.RowIds;
import org.realmferry.verify.rows.RowOrder;
import org.realmferry.verify.rows.SecretColumns;
import org.realmferry.verify.rows.TableCheck;
import org.realmferry.verify.rows.VerifiedRow;

/** One file of messages, with their usermessages. */
final class MessageFileVerifier {

    private final VerifiedArchive archive;
    private final String name;
    private final ReferenceChecks references;
    private final boolean ordered;
    private final Map<String, Long> rows = new HashMap<>();
    private final IdBitmap messages = new IdBitmap();
    private final IdBitmap userMessages = new IdBitmap();
    private boolean again;

    /** The message of the row before, most often that of the next as well. */
    private long found = -1;

    private MessageFileVerifier(VerifiedArchive archive, String name, ReferenceChecks references, boolean ordered) {
        this.archive = archive;
        this.name = name;
        this.references = references;
        this.ordered = ordered;
    }

    /** Reads a file, or takes from the journal what an earlier reading found. */
    static MessageFileVerifier read(VerifiedArchive archive, String name, ReferenceChecks references, boolean ordered) {
        MessageFileVerifier file = new MessageFileVerifier(archive, name, references, ordered);
        Optional<VerificationJournal.Sets> known = archive.journal().messages(archive.folder(), name);
        if (known.isPresent()) {
            file.take(known.get());
        } else {
            file.read();
        }
        return file;
    }

    private void take(VerificationJournal.Sets known) {
        messages.or(known.messages());
        userMessages.or(known.userMessages());
        rows.put(ZulipTables.MESSAGES, messages.getLongCardinality());
        rows.put(ZulipTables.USER_MESSAGES, userMessages.getLongCardinality());
        archive.counts().put(name, rows);
        archive.lane()
                .did(
                        archive.folder().size(name).orElse(0L),
                        messages.getLongCardinality() + userMessages.getLongCardinality());
    }

    private void read() {
        long before = archive.sink().count();
        archive.read(name, rows, this::tables);
        if (again) {
            archive.readAgain(name, this::userMessagesOnly);
        }
        check();
        if (archive.sink().count() == before && rows.size() == 2) {
            archive.journal().add(archive.folder(), name, new VerificationJournal.Sets(messages, userMessages));
        }
    }

    String name() {
        return name;
    }

    IdBitmap messages() {
        return messages;
    }

    IdBitmap userMessages() {
        return userMessages;
    }

    private void tables(RowFileReader json) throws IOException {
        json.beginObject();
        while (json.nextMember()) {
            String table = json.member();
            archive.once(name, table, rows);
            switch (table) {
                case ZulipTables.MESSAGES ->
                    rows.put(table, table(table, messages).read(json));
                case ZulipTables.USER_MESSAGES -> {
                    again = !rows.containsKey(ZulipTables.MESSAGES);
                    rows.put(table, table(table, userMessages).read(json));
                }
                default -> {
                    archive.sink().found(FindingKind.SECRET, name, table, "", "no message file has such a table");
                    json.parser().skipChildren();
                }
            }
        }
    }

    private TableCheck table(String table, IdBitmap ids) {
        VerifiedRow row = new VerifiedRow(name, table, archive.sink());
        TableCheck check = new TableCheck(
                        table,
                        row,
                        field -> SecretColumns.check(archive.sink(), name, table, field)
                                .orElseGet(() -> references.of(table, field)))
                .ofValues(archive.isCurrent());
        new RowIds(ids).in(check);
        if (ordered) {
            check.row(new RowOrder());
        }
        if (table.equals(ZulipTables.USER_MESSAGES)) {
            check.field("message", again ? TableCheck.ANYTHING : ownMessage());
        }
        return check;
    }

    private FieldCheck ownMessage() {
        return (value, row) -> row.number("message", value).ifPresent(id -> {
            if (id == found && id > 0) {
                return;
            }
            if (messages.contains(id)) {
                found = id;
            } else {
                row.object(FindingKind.DANGLING, "message refers to " + id + ", but the file has no such message");
            }
        });
    }

    /** Where usermessages stand before messages, their references are followed in a second reading. */
    private void userMessagesOnly(RowFileReader json) throws IOException {
        json.beginObject();
        while (json.nextMember()) {
            if (json.member().equals(ZulipTables.USER_MESSAGES)) {
                VerifiedRow row = new VerifiedRow(name, ZulipTables.USER_MESSAGES, archive.sink());
                new TableCheck(ZulipTables.USER_MESSAGES, row, field -> TableCheck.ANYTHING)
                        .field("id", VerifiedRow::takeId)
                        .field("message", ownMessage())
                        .read(json);
            } else {
                json.parser().skipChildren();
            }
        }
    }

    private void check() {
        long count = rows.getOrDefault(ZulipTables.MESSAGES, 0L);
        if (count > ArchiveLayout.MESSAGES_PER_FILE) {
            archive.sink()
                    .found(
                            FindingKind.WRONG_COUNT,
                            name,
                            ZulipTables.MESSAGES,
                            "",
                            "a file holds at most 1000 messages, but this one has " + count);
        }
        archive.expected(name).filter(entry -> !messages.isEmpty()).ifPresent(entry -> {
            if (!entry.messages().equals(List.of(messages.first(), messages.last()))) {
                archive.sink()
                        .found(
                                FindingKind.MANIFEST,
                                name,
                                "its messages are " + messages.first() + " to " + messages.last()
                                        + ", but the manifest has other values");
            }
        });
    }
}
