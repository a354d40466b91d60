/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.backup;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.realmferry.IdBitmap;
import org.realmferry.age.Identities;
import org.realmferry.run.Finding;
import org.realmferry.schema.ZulipTables;

/**
 * Whether the rows of a backup fit together: ids in order, each reference to a row that is there, no column that is a
 * secret. Of users only the system bots are in a backup, so that references to others can't be looked at.
 */
public final class BackupCheck {
    private static final int PERSONAL = 1;
    private static final int STREAM = 2;
    private static final int HUDDLE = 3;
    private static final String NONE = "";

    /** What a recipient of a type names. */
    private static final Map<Integer, String> NAMED = Map.of(
            PERSONAL, ZulipTables.USERS,
            STREAM, ZulipTables.CHANNELS,
            HUDDLE, ZulipTables.DIRECT_MESSAGE_GROUPS);

    private final Consumer<Finding> findings;
    private final Map<String, IdBitmap> ids = new HashMap<>();
    private final Map<String, Long> last = new HashMap<>();
    private final Map<Integer, IdBitmap> targets = new HashMap<>();
    private final Map<String, IdBitmap> recipientsOf = new HashMap<>();

    private BackupCheck(Consumer<Finding> findings) {
        this.findings = findings;
    }

    /** Reads a backup; fails as {@link BackupReader#read} does. */
    public static BackupManifest run(Path file, Identities identities, Consumer<Finding> findings) {
        BackupCheck check = new BackupCheck(findings);
        BackupManifest manifest = BackupReader.read(file, identities, check::row);
        check.end();
        manifest.tables().forEach(check::secrets);
        return manifest;
    }

    private List<String> row(String table, JsonParser json) throws IOException {
        List<String> columns = new ArrayList<>();
        Map<String, Long> numbers = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String column = json.currentName();
            columns.add(column);
            if (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                numbers.put(column, json.getLongValue());
            } else {
                json.skipChildren();
            }
        }
        Long id = numbers.get("id");
        if (id == null) {
            throw new IOException("a row of " + table + " has no id");
        }
        Long before = last.put(table, id);
        if (before != null && before >= id) {
            found("wrong-order", table, id, "it follows the row " + before);
        }
        ids(table).addLong(id);
        references(table, id, numbers);
        return columns;
    }

    private void references(String table, long id, Map<String, Long> numbers) {
        Long recipient = numbers.get("recipient_id");
        if (table.equals(ZulipTables.RECIPIENTS)) {
            recipient(id, numbers.getOrDefault("type", 0L).intValue(), numbers.getOrDefault("type_id", 0L));
        } else if (table.equals(ZulipTables.SUBSCRIPTIONS)) {
            if (recipient == null || !ids(ZulipTables.RECIPIENTS).contains(recipient)) {
                found("dangling", table, id, "it refers to the recipient " + recipient + ", which is missing");
            }
        } else if (recipient != null) {
            recipientsOf.computeIfAbsent(table, key -> new IdBitmap()).addLong(recipient);
        }
    }

    private void recipient(long id, int type, long target) {
        String table = NAMED.getOrDefault(type, NONE);
        if (table.equals(NONE)) {
            found("malformed", ZulipTables.RECIPIENTS, id, "its type is " + type + ", which is unknown");
            return;
        }
        if (type != PERSONAL && !ids(table).contains(target)) {
            found(
                    "dangling",
                    ZulipTables.RECIPIENTS,
                    id,
                    "it refers to " + target + " of " + table + ", which is missing");
        }
        IdBitmap named = targets.computeIfAbsent(type, key -> new IdBitmap());
        if (named.contains(target)) {
            found(
                    "duplicate",
                    ZulipTables.RECIPIENTS,
                    id,
                    "another recipient also refers to " + target + " of " + table);
        }
        named.addLong(target);
    }

    private void end() {
        NAMED.forEach((type, table) -> {
            IdBitmap without = ids(table).copy();
            without.andNot(targets.getOrDefault(type, new IdBitmap()));
            without.forEach(id -> found("dangling", table, id, "no recipient refers to it"));
        });
        recipientsOf.forEach((table, named) -> {
            named.andNot(ids(ZulipTables.RECIPIENTS));
            named.forEach(
                    id -> found("dangling", ZulipTables.RECIPIENTS, id, table + " refers to it, but it is missing"));
        });
    }

    private void secrets(BackupManifest.TableEntry table) {
        table.columns().stream()
                .filter(column -> BackupTable.isSecret(table.name(), column))
                .forEach(column -> findings.accept(new Finding(
                        "secret", "", table.name(), "it has the column " + column + ", which no backup has")));
    }

    private IdBitmap ids(String table) {
        return ids.computeIfAbsent(table, key -> new IdBitmap());
    }

    private void found(String kind, String table, long id, String message) {
        findings.accept(new Finding(kind, "", table + " " + id, message));
    }
}
