/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.realmferry.cli.export.ExportRequest.Content;
import org.realmferry.cli.output.Version;
import org.realmferry.extract.Export;
import org.realmferry.extract.Packing.Packed;
import org.realmferry.extract.RealmSummary;
import org.realmferry.extract.UserSummary;
import org.realmferry.run.Findings;
import org.realmferry.run.RunRecord;
import org.realmferry.run.RunRecord.Entry;
import org.realmferry.schema.ZulipRelease;

/** What an export has done: where, when and from which snapshot its archives were made, and what came of it. */
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

    /**
     * The record that the run leaves.
     *
     * @param former what the record says of archives that stay as they are
     */
    RunRecord record(Findings findings, PreviousRecord former) {
        return new RunRecord(
                Map.of(
                        RunRecord.TOOL,
                        Version.TEXT,
                        RunRecord.DATABASE,
                        content.places().database().describe(),
                        RunRecord.ZULIP_VERSION,
                        release.version(),
                        RunRecord.SNAPSHOT,
                        snapshot,
                        RunRecord.MODE,
                        content.choice().mode().label(),
                        RunRecord.JOBS,
                        jobs,
                        RunRecord.STARTED,
                        started.toString(),
                        RunRecord.FINISHED,
                        finished.toString(),
                        RunRecord.FINDINGS,
                        findings.sorted().size()),
                Map.of(
                        RunRecord.REALMS,
                        former.behind(RunRecord.REALMS, realms().stream().map(realm -> new Entry(values(realm)))),
                        RunRecord.USERS,
                        former.behind(RunRecord.USERS, users().stream().map(user -> new Entry(values(user)))),
                        RunRecord.PACKS,
                        former.behind(
                                RunRecord.PACKS,
                                summary.packs().entrySet().stream()
                                        .map(pack -> pack(pack.getKey(), pack.getValue())))));
    }

    /** A summary by the names that programs read. */
    static Map<String, Object> values(RealmSummary realm) {
        Map<String, Object> values = new TreeMap<>(Map.of(
                "realm",
                realm.realm().stringId(),
                "mode",
                realm.scope().mode().label(),
                RunRecord.ARCHIVE,
                String.valueOf(realm.archive().getFileName()),
                RunRecord.MESSAGES,
                realm.messages(),
                "messages_left_out",
                realm.messagesLeftOut(),
                RunRecord.USER_MESSAGES,
                realm.userMessages(),
                "other_rows",
                realm.otherRows()));
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
    static Entry pack(String archive, Packed pack) {
        String file = Path.of(archive).resolveSibling(pack.file().getFileName()).toString();
        return Entry.ofPack(archive, file, pack.written());
    }

    static Map<String, Object> values(UserSummary user) {
        return Map.ofEntries(
                Map.entry("realm", user.user().realm().stringId()),
                Map.entry("user_id", user.user().user().id()),
                Map.entry("email", user.user().user().deliveryEmail()),
                Map.entry(RunRecord.ARCHIVE, user.user().folder()),
                Map.entry(RunRecord.MESSAGES, user.messages()),
                Map.entry("other_rows", user.otherRows()),
                Map.entry("files", user.files()),
                Map.entry("bytes", user.bytes()),
                Map.entry("seconds", Math.round(user.seconds() * 10) / 10.0),
                Map.entry("findings", user.findings()));
    }
}
