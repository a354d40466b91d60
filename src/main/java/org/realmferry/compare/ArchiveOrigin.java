/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.FolderReader;
import org.realmferry.archive.JsonValue;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.ManifestHead;
import org.realmferry.archive.ManifestReader;
import org.realmferry.archive.RowFileReader;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.ApprovedUsers;
import org.realmferry.selection.ConsentRules;
import org.realmferry.selection.ConsentRules.Kind;
import org.realmferry.selection.Mode;
import org.realmferry.selection.SingleUser;

/**
 * What an archive was made from, as far as it says so itself: its manifest where it has one, else its rows.
 *
 * @param name of the archive
 * @param realm the row of {@code zerver_realm}, or what is known of it
 * @param user the id of a single user
 * @param mode empty where nothing tells
 * @param rules what stayed behind of users who don't consent
 * @param lastMigration of the app {@code zerver}; empty where nothing tells
 * @param version of Zulip; empty where nothing tells
 */
record ArchiveOrigin(
        String name,
        Map<String, Object> realm,
        Optional<Long> user,
        Optional<Mode> mode,
        Optional<ApprovedUsers> approved,
        ConsentRules rules,
        String lastMigration,
        String version) {
    private static final String CONSENTED = "consented_user_ids.json";
    private static final String MIGRATIONS = "migration_status.json";
    private static final Set<String> RELEASE = Set.of("zulip_version", "migrations_by_app");

    /** Reads it. Fails with {@code DAMAGED_ARCHIVE} where it can't be told. */
    static ArchiveOrigin read(String name, FolderReader folder) {
        ManifestHead manifest = manifest(folder);
        Map<String, Object> status = release(folder);
        boolean ofUser = manifest.mode().equals(Optional.of(SingleUser.MODE))
                || folder.size("realm.json").isEmpty();
        Map<String, Object> row = ofUser
                ? firstRow(folder, "user.json", ZulipTables.USERS)
                : firstRow(folder, "realm.json", ZulipTables.REALMS);
        Map<String, Object> realm = new HashMap<>();
        manifest.realmId().ifPresent(id -> realm.put("id", id));
        manifest.realmName().ifPresent(shortName -> realm.put("string_id", shortName));
        if (ofUser) {
            Optional.ofNullable(row.get("realm")).ifPresent(id -> realm.putIfAbsent("id", id));
        } else {
            realm.putAll(row);
        }
        ArchiveOrigin origin = new ArchiveOrigin(
                name,
                realm,
                ofUser ? user(manifest, row) : Optional.empty(),
                mode(manifest, folder),
                manifest.approvals(),
                rules(manifest),
                manifest.lastMigration()
                        .or(() -> lastMigration(object(status, "migrations_by_app")))
                        .orElse(""),
                manifest.zulipVersion().or(() -> text(status, "zulip_version")).orElse(""));
        if (!(realm.get("id") instanceof Long) || (ofUser && origin.user().isEmpty())) {
            throw new Failure(
                    ExitStatus.DAMAGED_ARCHIVE,
                    name + " does not identify its realm or user",
                    "Verify it without --against to see its problems.");
        }
        return origin;
    }

    private static Optional<Long> user(ManifestHead manifest, Map<String, Object> row) {
        OptionalLong named = manifest.userId();
        return named.isPresent()
                ? Optional.of(named.getAsLong())
                : Optional.ofNullable(row.get("id"))
                        .filter(Long.class::isInstance)
                        .map(Long.class::cast);
    }

    private static Optional<Mode> mode(ManifestHead manifest, FolderReader folder) {
        Optional<String> named = manifest.mode();
        if (named.isEmpty() && folder.size(CONSENTED).isPresent()) {
            return Optional.of(Mode.CONSENT);
        }
        return named.flatMap(label -> List.of(Mode.values()).stream()
                .filter(mode -> mode.label().equals(label))
                .findFirst());
    }

    /** An archive without a manifest was made by the exporter of its release. */
    private static ConsentRules rules(ManifestHead manifest) {
        return manifest.isEmpty() ? new ConsentRules(Kind.RELEASE, OptionalLong.empty()) : manifest.rules();
    }

    /** Of the lines {@code [X] 0001_initial}, a squash with a number behind it. */
    private static Optional<String> lastMigration(Map<String, Object> byApp) {
        return Optional.ofNullable(byApp.get("zerver"))
                .filter(Collection.class::isInstance)
                .flatMap(lines -> ((Collection<?>) lines)
                        .stream()
                                .map(line -> String.valueOf(line)
                                        .replaceFirst("^\\[X] ", "")
                                        .replaceFirst(" \\(.*", ""))
                                .max(String::compareTo));
    }

    /** As much of the manifest's head as can be read. */
    private static ManifestHead manifest(FolderReader folder) {
        List<ManifestReader> manifest = new ArrayList<>();
        new ComparedFile(folder, Manifest.NAME).read(json -> {
            manifest.add(new ManifestReader(json));
            manifest.get(0).begin();
            manifest.get(0).skipFiles();
        });
        return manifest.isEmpty() ? ManifestHead.NONE : manifest.get(0).head();
    }

    /** What Zulip's own file says of the release; empty where it isn't there. */
    private static Map<String, Object> release(FolderReader folder) {
        Map<String, Object> members = new HashMap<>();
        new ComparedFile(folder, MIGRATIONS).read(json -> {
            json.beginObject();
            while (json.nextMember()) {
                if (RELEASE.contains(json.member())) {
                    members.put(json.member(), JsonValue.of(json.parser()));
                } else {
                    json.parser().skipChildren();
                }
            }
        });
        return members;
    }

    private static Map<String, Object> firstRow(FolderReader folder, String file, String table) {
        Map<String, Object> row = new HashMap<>();
        new ComparedFile(folder, file).read(json -> {
            json.beginObject();
            while (row.isEmpty() && json.nextMember()) {
                if (json.member().equals(table)) {
                    firstRow(json, row);
                } else {
                    json.parser().skipChildren();
                }
            }
        });
        return row;
    }

    private static void firstRow(RowFileReader json, Map<String, Object> row) throws IOException {
        json.beginList("a list of rows");
        if (json.nextRow("a list of rows")) {
            row.putAll(JsonValue.object(json.parser()));
        }
    }

    private static Optional<String> text(Map<String, Object> object, String key) {
        return object.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Map<String, Object> parent, String key) {
        return parent.get(key) instanceof Map<?, ?> value ? (Map<String, Object>) value : Map.of();
    }

    long realmId() {
        return (Long) realm.getOrDefault("id", 0L);
    }

    Optional<String> stringId() {
        return text(realm, "string_id");
    }

    /** What no two realms of any servers share; empty where the archive doesn't say. */
    Optional<String> uuid() {
        return text(realm, "uuid");
    }

    /** Whether the archive shows the realm as one that is in use. */
    boolean active() {
        return Boolean.FALSE.equals(realm.get("deactivated"));
    }
}
