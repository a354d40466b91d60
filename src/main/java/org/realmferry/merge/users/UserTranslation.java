/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.users;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.realmferry.Checksum;
import org.realmferry.IdBitmap;
import org.realmferry.Words;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.JsonValue;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.RowFileReader;
import org.realmferry.archive.disk.Written;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.CheckedFile;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;
import org.realmferry.input.Input.MessagesFile;
import org.realmferry.input.Input.Rows;
import org.realmferry.input.InputManifest;
import org.realmferry.input.LineForm;
import org.realmferry.input.Snapshots;
import org.realmferry.input.SyntheticIds;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Realm;

/**
 * Writes a single user's archive in the form of a realm's. What it doesn't hold is made from what it tells: the user's
 * flags become usermessages, names of clients the clients, groups their members, files their attachments.
 */
final class UserTranslation {
    /** Further fields of a single user's messages. */
    private static final Set<String> OF_USER = Set.of("flags", "flags_mask", "sending_client_name", "recipient_name");

    /** A file of messages ends where so many ids do, so that a merge reads only what it needs. */
    private static final int ID_BITS_OF_FILE = 16;

    private static final Set<String> OF_ANALYTICS = Set.of("analytics_usercount");

    private final ArchiveLocation location;
    private final Realm realm;
    private final long user;
    private final RealmIndex known;
    private final UserSurvey survey;
    private final Path target;
    private final Map<String, SortedMap<Long, byte[]>> tables = new TreeMap<>();
    private final Map<String, String> sums = new TreeMap<>();
    private final Map<Long, Optional<Set<Long>>> groups = new TreeMap<>();
    private final List<MessagesFile> messages = new ArrayList<>();
    private long messagesLeft;

    UserTranslation(
            ArchiveLocation location, Realm realm, long user, RealmIndex known, UserSurvey survey, Path target) {
        this.location = location;
        this.realm = realm;
        this.user = user;
        this.known = known;
        this.survey = survey;
        this.target = target;
    }

    Input run(Map<String, byte[]> attachments, Findings findings) {
        Written userJson = CheckedFile.read(location.layout().user(), location.expected("user.json"), this::tables);
        sums.put("user.json", userJson.sha256());
        for (Path file : location.messageFiles()) {
            String name = location.layout().name(file);
            sums.put(
                    name,
                    CheckedFile.read(file, location.expected(name), this::messages)
                            .sha256());
        }
        groups.forEach((recipient, members) -> members.ifPresent(users -> group(recipient, users)));
        attachments.forEach(this::attachment);
        uploads();
        tell(findings);
        Rows rows = write();
        return new Input(
                location.name(),
                location.position(),
                location.layout(),
                Optional.of(user),
                Mode.CONSENT,
                IdBitmap.bitmapOf(user),
                Snapshots.taken(location, rows),
                location.manifest()
                        .map(InputManifest::sha256)
                        .orElseGet(() -> Checksum.of(sums.toString().getBytes(StandardCharsets.UTF_8))),
                location.manifest(),
                rows);
    }

    private void tell(Findings findings) {
        if (messagesLeft > 0) {
            findings.add(new Finding(
                    "left-out",
                    realm.folder(),
                    location.name(),
                    Words.counted(messagesLeft, "message")
                            + " left out: no archive of the realm has the sender, or the members of the"
                            + " conversation (such as one with a system bot)"));
        }
    }

    private void tables(RowFileReader json) throws IOException {
        json.beginObject();
        while (json.nextMember()) {
            String table = json.member();
            json.beginList(table);
            while (json.nextRow(table)) {
                JsonBytes bytes = new JsonBytes();
                LineForm.value(json.parser(), bytes);
                byte[] row = Arrays.copyOf(bytes.data(), bytes.size());
                row(table, row, Fields.parse(row, 0, row.length));
            }
        }
    }

    private void row(String table, byte[] row, Map<String, @Nullable Object> fields) {
        switch (table) {
            case ZulipTables.USERS ->
                add(Boolean.TRUE.equals(fields.get("is_mirror_dummy")) ? table + "_mirrordummy" : table, row);
            case ZulipTables.RECIPIENTS, ZulipTables.SUBSCRIPTIONS -> {
                long recipient = UserSurvey.number(fields, table.equals(ZulipTables.RECIPIENTS) ? "id" : "recipient");
                if (isKnown(recipient)) {
                    add(table, row);
                }
            }
            case ZulipTables.AUDIT_LOG -> logged(row, fields);
            case "zerver_customprofilefieldvalue" ->
                addIf(known.isProfileField(UserSurvey.number(fields, "field")), table, row);
            case "zerver_muteduser" -> addIf(known.isUser(UserSurvey.number(fields, "muted_user")), table, row);
            case ZulipTables.USER_ACTIVITY, "zerver_userstatus" -> {
                client(UserSurvey.number(fields, "client"));
                add(table, row);
            }
            default -> add(table, row);
        }
    }

    private void addIf(boolean condition, String table, byte[] row) {
        if (condition) {
            add(table, row);
        }
    }

    private void add(String table, byte[] row) {
        tables.computeIfAbsent(table, t -> new TreeMap<>()).put(Fields.id(row, 0, row.length), row);
    }

    /** In a realm's export, who did it is null where that is nobody of the realm. */
    private void logged(byte[] row, Map<String, @Nullable Object> fields) {
        boolean ofRealm = UserSurvey.number(fields, "realm") == realm.id();
        boolean modified =
                fields.get("modified_user") == null || known.isUser(UserSurvey.number(fields, "modified_user"));
        boolean acting = fields.get("acting_user") == null || known.isUser(UserSurvey.number(fields, "acting_user"));
        addIf(ofRealm && modified, ZulipTables.AUDIT_LOG, acting ? row : Fields.with(row, "acting_user", "null"));
    }

    /** Adds a client that no archive of the realm has. */
    private void client(long id) {
        if (!known.isClient(id)) {
            JsonBytes row = new JsonBytes();
            row.raw("{\"id\":");
            row.number(id);
            row.raw(",\"name\":");
            row.string(survey.client(id));
            row.raw('}');
            add(ZulipTables.CLIENTS, Arrays.copyOf(row.data(), row.size()));
        }
    }

    /** Whether messages to a recipient can be taken: a group that only single users tell of needs all of its members. */
    private boolean isKnown(long recipient) {
        if (!survey.isGroup(recipient) || known.isGroup(recipient)) {
            return true;
        }
        return groups.computeIfAbsent(recipient, survey::members).isPresent();
    }

    private void group(long recipient, Set<Long> members) {
        String ids = members.stream().map(String::valueOf).collect(Collectors.joining(","));
        add(
                ZulipTables.DIRECT_MESSAGE_GROUPS,
                bytes(String.format(
                        Locale.ROOT,
                        "{\"id\":%d,\"huddle_hash\":\"%s\",\"recipient\":%d,\"group_size\":%d}",
                        survey.huddle(recipient),
                        sha1(ids),
                        recipient,
                        members.size())));
        for (long member : members) {
            if (member != user) {
                add(
                        ZulipTables.SUBSCRIPTIONS,
                        bytes(String.format(
                                Locale.ROOT,
                                "{\"id\":%d,\"active\":true,\"is_user_active\":true,\"is_muted\":false,\"color\":\"#c2c2c2\","
                                        + "\"pin_to_top\":false,\"desktop_notifications\":null,\"audible_notifications\":null,"
                                        + "\"push_notifications\":null,\"email_notifications\":null,"
                                        + "\"wildcard_mentions_notify\":null,\"recipient\":%d,\"user_profile\":%d}",
                                SyntheticIds.id(recipient, member),
                                recipient,
                                member)));
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Zulip's key of a group: SHA-1 of its members' ids. */
    private static String sha1(String ids) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes(ids)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** A message with the user's flags. */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, and never compared
    private record Received(byte[] row, long flags) {}

    private void messages(RowFileReader json) throws IOException {
        SortedMap<Long, Received> received = new TreeMap<>();
        json.beginObject();
        while (json.nextMember()) {
            json.beginList("a list of messages");
            while (json.nextRow("a list of messages")) {
                message(json.parser(), received);
            }
        }
        while (!received.isEmpty()) {
            long end = ((received.firstKey() >> ID_BITS_OF_FILE) + 1) << ID_BITS_OF_FILE;
            SortedMap<Long, Received> batch = received.headMap(end);
            write(new TreeMap<>(batch));
            batch.clear();
        }
    }

    private void message(JsonParser parser, SortedMap<Long, Received> received) throws IOException {
        JsonBytes row = new JsonBytes();
        Map<String, Long> numbers = new LinkedHashMap<>();
        String separator = "{";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                numbers.put(name, parser.getLongValue());
            }
            if (OF_USER.contains(name)) {
                parser.skipChildren();
                continue;
            }
            row.raw(separator);
            row.string(name);
            row.raw(':');
            LineForm.value(parser, row);
            separator = ",";
        }
        row.raw('}');
        long recipient = numbers.getOrDefault("recipient", -1L);
        boolean known = this.known.isAccount(numbers.getOrDefault("sender", -1L))
                && (survey.isGroup(recipient)
                        ? isKnown(recipient)
                        : this.known.isRecipient(recipient) || hasRecipient(recipient));
        if (known) {
            client(numbers.getOrDefault("sending_client", -1L));
            received.put(
                    numbers.getOrDefault("id", -1L),
                    new Received(Arrays.copyOf(row.data(), row.size()), numbers.getOrDefault("flags_mask", 0L)));
        } else {
            messagesLeft++;
        }
    }

    private boolean hasRecipient(long id) {
        @Nullable SortedMap<Long, byte[]> recipients = tables.get(ZulipTables.RECIPIENTS);
        return recipients != null && recipients.containsKey(id);
    }

    private void write(SortedMap<Long, Received> received) {
        Path path = target.resolve("messages-" + (messages.size() + 1) + ".json");
        try (RowFile file = RowFile.create(path)) {
            file.beginTable(ZulipTables.MESSAGES);
            received.values().forEach(message -> put(file, message.row()));
            file.endTable();
            file.beginTable(ZulipTables.USER_MESSAGES);
            received.forEach((id, message) -> put(
                    file,
                    bytes("{\"id\":" + SyntheticIds.id(id, user) + ",\"flags_mask\":" + message.flags()
                            + ",\"message\":" + id + ",\"user_profile\":" + user + "}")));
            file.endTable();
            file.commit();
        }
        messages.add(new MessagesFile(path, Optional.empty()));
    }

    private static void put(RowFile file, byte[] row) {
        file.beginRow();
        file.json().raw(row, 0, row.length);
        file.endRow();
    }

    /** An upload that an archive of the realm has: these messages name it, too. */
    private void attachment(String path, byte[] row) {
        add(
                ZulipTables.ATTACHMENTS,
                Fields.with(Fields.with(row, "messages", list(survey.messagesOf(path))), "scheduled_messages", "[]"));
    }

    private static String list(Set<Long> ids) {
        return new TreeSet<>(ids).toString().replace(" ", "");
    }

    /** An upload of the user that only private messages name. */
    private void uploads() {
        String records = FileSet.UPLOADS.records();
        if (!location.has(records)) {
            return;
        }
        CheckedFile.read(location.layout().root().resolve(records), location.expected(records), json -> {
            json.beginList("a list of records");
            while (json.nextRow("a list of records")) {
                upload(JsonValue.exactObject(json.parser()));
            }
        });
    }

    private void upload(Map<String, @Nullable Object> record) {
        String path = String.valueOf(record.get("s3_path") == null ? record.get("path") : record.get("s3_path"));
        Set<Long> named = survey.messagesOf(path);
        if (named.isEmpty()) {
            return;
        }
        JsonBytes row = new JsonBytes();
        row.raw("{\"id\":");
        row.number(SyntheticIds.id(path));
        row.raw(",\"file_name\":");
        row.string(path.substring(path.lastIndexOf('/') + 1));
        row.raw(",\"path_id\":");
        row.string(path);
        row.raw(",\"create_time\":");
        row.raw(
                record.get("last_modified") instanceof BigDecimal time
                        ? time.setScale(6, RoundingMode.DOWN).toPlainString()
                        : "0.0");
        row.raw(",\"size\":" + record.get("size") + ",\"content_type\":null,\"is_realm_public\":null,");
        row.raw("\"is_web_public\":null,\"owner\":" + user + ",\"realm\":" + realm.id() + ",\"messages\":" + list(named)
                + ",\"scheduled_messages\":[]}");
        add(ZulipTables.ATTACHMENTS, Arrays.copyOf(row.data(), row.size()));
    }

    private Rows write() {
        Map<Path, Optional<Written>> files = new LinkedHashMap<>();
        Map<String, Set<String>> byFile =
                Map.of("analytics.json", OF_ANALYTICS, "attachment.json", Set.of(ZulipTables.ATTACHMENTS));
        for (String name : List.of("realm.json", "analytics.json", "attachment.json")) {
            Path path = target.resolve(name);
            try (RowFile file = RowFile.create(path)) {
                tables.forEach((table, rows) -> {
                    boolean elsewhere = byFile.values().stream().anyMatch(tables -> tables.contains(table));
                    if (elsewhere ? byFile.getOrDefault(name, Set.of()).contains(table) : name.equals("realm.json")) {
                        file.beginTable(table);
                        rows.values().forEach(row -> put(file, row));
                        file.endTable();
                    }
                });
                file.commit();
            }
            files.put(path, Optional.empty());
        }
        return new Rows(false, LineForm.sections(files), messages);
    }
}
