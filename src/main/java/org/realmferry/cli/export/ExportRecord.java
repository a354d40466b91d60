/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.realmferry.archive.disk.JsonFile;
import org.realmferry.archive.disk.Written;
import org.realmferry.cli.export.ExportRequest.Content;
import org.realmferry.cli.output.Version;
import org.realmferry.extract.Export;
import org.realmferry.extract.Packing.Packed;
import org.realmferry.extract.RealmSummary;
import org.realmferry.extract.UserSummary;
import org.realmferry.run.Findings;
import org.realmferry.schema.ZulipRelease;

/** What {@code run.json} says of a run: where, when and from which snapshot its archives were made, and what came of it. */
record ExportRecord(
        ZulipRelease release,
        String snapshot,
        Content content,
        int jobs,
        Instant started,
        Instant finished,
        Export.Summary summary) {
    List<RealmSummary> realms() {
        return summary.realms();
    }

    List<UserSummary> users() {
        return summary.users();
    }

    /** Of all archives. */
    long bytes() {
        return LongStream.concat(
                        realms().stream().mapToLong(RealmSummary::bytes),
                        users().stream().mapToLong(UserSummary::bytes))
                .sum();
    }

    /** @param former what the record says of archives that stay as they are */
    Written writeTo(Path path, Findings findings, PreviousRecord former) {
        return JsonFile.write(path, json -> {
            json.writeStartObject();
            json.writeStringField("tool", Version.TEXT);
            json.writeStringField("database", content.places().database().describe());
            json.writeStringField("zulip_version", release.version());
            json.writeStringField("snapshot", snapshot);
            json.writeStringField("mode", content.choice().mode().label());
            json.writeNumberField("jobs", jobs);
            json.writeStringField("started", started.toString());
            json.writeStringField("finished", finished.toString());
            json.writeNumberField("findings", findings.sorted().size());
            json.writeArrayFieldStart("realms");
            for (RealmSummary realm : realms()) {
                write(json, values(realm));
            }
            writeAll(json, former.of("realms"));
            json.writeEndArray();
            json.writeArrayFieldStart("users");
            for (UserSummary user : users()) {
                write(json, values(user));
            }
            writeAll(json, former.of("users"));
            json.writeEndArray();
            json.writeArrayFieldStart("packs");
            for (Map.Entry<String, Packed> pack : summary.packs().entrySet()) {
                write(json, values(pack.getKey(), pack.getValue()));
            }
            writeAll(json, former.of("packs"));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void writeAll(JsonGenerator json, List<Map<String, Object>> all) throws IOException {
        for (Map<String, Object> values : all) {
            write(json, values);
        }
    }

    private static void write(JsonGenerator json, Map<String, Object> values) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Object> value : new TreeMap<>(values).entrySet()) {
            json.writeFieldName(value.getKey());
            json.writePOJO(value.getValue());
        }
        json.writeEndObject();
    }

    /** A summary by the names that programs read. */
    static Map<String, Object> values(RealmSummary realm) {
        Map<String, Object> values = new TreeMap<>(Map.of(
                "realm", realm.realm().stringId(),
                "mode", realm.scope().mode().label(),
                "archive", String.valueOf(realm.archive().getFileName()),
                "messages", realm.messages(),
                "messages_left_out", realm.messagesLeftOut(),
                "usermessages", realm.userMessages(),
                "other_rows", realm.otherRows()));
        realm.leftOut().counts().forEach((kind, count) -> values.put("messages_left_out_" + kind.label(), count));
        values.putAll(
                ConsentChecks.values(realm.scope().mode(), realm.scope().rules().kind()));
        values.put("files", realm.files());
        values.put("bytes", realm.bytes());
        values.put("seconds", Math.round(realm.seconds() * 10) / 10.0);
        values.put("findings", realm.findings());
        realm.scope()
                .approved()
                .ifPresent(list -> values.put("approved_users", list.ids().size()));
        realm.conversations().ifPresent(conversations -> {
            values.put("conversations_complete", conversations.total().complete());
            values.put("conversations_partial", conversations.total().partial());
            values.put("conversations_absent", conversations.total().absent());
            values.put("conversations_missing_messages", conversations.missing());
        });
        return values;
    }

    /** A pack of the archive of a folder. */
    static Map<String, Object> values(String archive, Packed pack) {
        return Map.of(
                "archive", archive,
                "file",
                        Path.of(archive)
                                .resolveSibling(pack.file().getFileName())
                                .toString(),
                "bytes", pack.written().bytes(),
                "sha256", pack.written().sha256());
    }

    static Map<String, Object> values(UserSummary user) {
        return Map.ofEntries(
                Map.entry("realm", user.user().realm().stringId()),
                Map.entry("user_id", user.user().user().id()),
                Map.entry("email", user.user().user().deliveryEmail()),
                Map.entry("archive", user.user().folder()),
                Map.entry("messages", user.messages()),
                Map.entry("other_rows", user.otherRows()),
                Map.entry("files", user.files()),
                Map.entry("bytes", user.bytes()),
                Map.entry("seconds", Math.round(user.seconds() * 10) / 10.0),
                Map.entry("findings", user.findings()));
    }
}
