/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.realmferry.cli.ArchiveEdits.NEW_ID;
import static org.realmferry.cli.ArchiveEdits.edit;
import static org.realmferry.cli.ArchiveEdits.elements;
import static org.realmferry.cli.ArchiveEdits.id;
import static org.realmferry.cli.ArchiveEdits.list;
import static org.realmferry.cli.ArchiveEdits.number;
import static org.realmferry.cli.ArchiveEdits.row;
import static org.realmferry.cli.ArchiveEdits.rows;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.run.Progress;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;
import org.realmferry.verify.Verification;

/**
 * Each damage is found, by its kind and at its place: in an archive of ours by the manifest, and, wherever that is
 * possible, in one of Zulip's own, which has none.
 */
@TestInstance(Lifecycle.PER_CLASS)
class VerifyIT {
    private static final String REALM = "realm.json";
    private static final String FIRST = "messages-000001.json";
    private static final String SECOND = "messages-000002.json";
    private static final String MANIFEST = "realmferry.json";
    private static final String UPLOADS = "uploads/records.json";
    private static final String ATTACHMENTS = "attachment.json";

    private Path folder;
    private Path run;
    private Path ours;
    private Path plain;
    private int copies;

    @BeforeAll
    void export(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        RealServer real = RealServer.ofZulip11();
        try (EmbeddedServer server = EmbeddedServer.start()) {
            real.restore(server, "zulip");
            Path uploads = real.unpackUploads(folder.resolve("files"));
            Path salt = real.writeSalt(folder.resolve("salt"));
            run = folder.resolve("run");
            ExportOutcome outcome = ExportOutcome.of(
                    server.uri("zulip"), uploads, salt, run, List.of("--realm", "zulip", "--realm", "lear"));
            assertThat(outcome.status()).as(outcome.text()).isZero();
        }
        ours = run.resolve("zulip");
        plain = real.unpackExport("zulip", folder.resolve("zulips"));
    }

    @Test
    void nothingIsWrongWithAnArchive() {
        assertThat(verify(ours)).isEmpty();
        assertThat(verify(plain)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "8"})
    void nothingIsWrongWithARun(String jobs) {
        Ran ran = Ran.command(List.of("verify", run.toString(), "--jobs", jobs));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out()).contains("zulip ", "lear ", "2 archives verified", "nothing is wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, SECOND, REALM, ATTACHMENTS, UPLOADS, "stats.json"})
    void findsAMissingFile(String name) throws IOException {
        Path archive = copy(ours);
        Files.delete(archive.resolve(name));

        assertFound(archive, "missing-file", name);
    }

    @Test
    void findsAMissingMessageFileWithoutAManifest() throws IOException {
        Path gap = copy(plain);
        Files.delete(gap.resolve(FIRST));
        Files.delete(gap.resolve("stats.json"));
        Path end = copy(plain);
        Files.delete(end.resolve(SECOND));

        assertFound(gap, "missing-file", FIRST);
        assertFound(end, "missing-file", SECOND);
    }

    @Test
    void findsSwappedMessageFiles() throws IOException {
        assertFound(swapped(ours), "changed-file", FIRST);
        assertFound(swapped(ours), "wrong-order", SECOND);
        assertFound(swapped(plain), "wrong-order", SECOND);
    }

    private Path swapped(Path of) throws IOException {
        Path archive = copy(of);
        Files.move(archive.resolve(FIRST), archive.resolve("other"));
        Files.move(archive.resolve(SECOND), archive.resolve(FIRST));
        Files.move(archive.resolve("other"), archive.resolve(SECOND));
        return archive;
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, REALM, ATTACHMENTS, UPLOADS, "analytics.json", "migration_status.json"})
    void findsATruncatedFile(String name) throws IOException {
        assertFound(truncated(ours, name), "changed-file", name);
        assertFound(truncated(ours, name), "malformed", name);
        assertFound(truncated(plain, name), "malformed", name);
        assertThat(verify(truncated(plain, name)))
                .as("rows that could not be read are not told to be too few")
                .noneMatch(finding -> "wrong-count".equals(finding.get("kind")));
    }

    private Path truncated(Path of, String name) throws IOException {
        Path archive = copy(of);
        byte[] bytes = Files.readAllBytes(archive.resolve(name));
        Files.write(archive.resolve(name), Arrays.copyOf(bytes, bytes.length / 2));
        return archive;
    }

    @Test
    void findsAMessageFileThatIsThereTwice() throws IOException {
        assertFound(doubled(ours), "stray-file", "messages-000003.json");
        assertFound(doubled(plain), "wrong-order", "messages-000003.json");
        assertThat(verify(doubled(plain)).stream()
                        .filter(finding -> "duplicate".equals(finding.get("kind")))
                        .map(finding -> finding.get("table"))
                        .distinct())
                .containsExactlyInAnyOrder("zerver_message", "zerver_usermessage");
    }

    private Path doubled(Path of) throws IOException {
        Path archive = copy(of);
        Files.copy(archive.resolve(SECOND), archive.resolve("messages-000003.json"));
        return archive;
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, REALM, UPLOADS, "stats.json"})
    void findsAFlippedByte(String name) throws IOException {
        Path archive = copy(ours);
        String text = Files.readString(archive.resolve(name));
        int place = text.lastIndexOf("1");
        Files.writeString(archive.resolve(name), text.substring(0, place) + "2" + text.substring(place + 1));

        assertFound(archive, "changed-file", name);
    }

    @Test
    void findsBytesThatAreNoText() throws IOException {
        Path archive = copy(plain);
        byte[] bytes = Files.readAllBytes(archive.resolve(FIRST));
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\"content\": \"") + 13] = (byte) 0xff;
        Files.write(archive.resolve(FIRST), bytes);

        assertFound(archive, "malformed", FIRST);
    }

    @Test
    void findsAKeyThatIsThereTwiceInARow() throws IOException {
        Path archive = copy(plain);
        String text = Files.readString(archive.resolve(REALM));
        Files.writeString(archive.resolve(REALM), text.replaceFirst("\"string_id\":", "\"name\": \"x\", \"name\":"));

        assertThat(assertFound(archive, "malformed", REALM).get("message")).isEqualTo("name is there twice in it");
    }

    @Test
    void findsADeletedRow() throws IOException {
        Path archive = edited(plain, FIRST, file -> rows(file, "zerver_message").remove(7));
        long deleted =
                id(rows(Json.read(plain.resolve(FIRST)), "zerver_message").get(7));

        assertFound(archive, "wrong-count", FIRST, "zerver_message", "");
        assertThat(verify(archive))
                .anySatisfy(finding -> assertThat(String.valueOf(finding.get("message")))
                        .contains("message names " + deleted + ", and the file has no such message"));
        assertFound(
                edited(ours, FIRST, file -> rows(file, "zerver_usermessage").remove(7)),
                "wrong-count",
                FIRST,
                "zerver_usermessage",
                "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zerver_message", "zerver_usermessage"})
    void findsARowThatIsThereTwice(String table) throws IOException {
        Path archive = edited(
                plain, FIRST, file -> rows(file, table).add(3, rows(file, table).get(2)));
        long id = id(rows(Json.read(plain.resolve(FIRST)), table).get(2));

        assertFound(archive, "duplicate", FIRST, table, String.valueOf(id));
    }

    @Test
    void findsARowOfTheRealmThatIsThereTwice() throws IOException {
        Path archive = edited(plain, REALM, file -> {
            List<Map<String, Object>> rows = rows(file, "zerver_alertword");
            rows.add(rows.get(0));
        });

        assertFound(archive, "duplicate", REALM, "zerver_alertword", null);
    }

    @Test
    void findsRowsOutOfOrder() throws IOException {
        Path archive = edited(plain, REALM, file -> {
            List<Map<String, Object>> rows = rows(file, "zerver_reaction");
            rows.add(rows.remove(0));
        });

        assertFound(archive, "wrong-order", REALM, "zerver_reaction", null);
    }

    @Test
    void findsAUserMessageWithoutItsMessage() throws IOException {
        Path archive = edited(
                plain, SECOND, file -> rows(file, "zerver_usermessage").get(0).put("message", NEW_ID));

        assertFound(archive, "dangling", SECOND, "zerver_usermessage", null);
    }

    @Test
    void followsUserMessagesThatStandBeforeTheirMessages() throws IOException {
        Path archive = edited(plain, SECOND, file -> {
            Object messages = Objects.requireNonNull(Json.object(file).remove("zerver_message"));
            Json.object(file).put("zerver_message", messages);
        });
        assertThat(verify(archive)).isEmpty();

        edit(archive, SECOND, file -> rows(file, "zerver_usermessage").get(0).put("message", NEW_ID));
        assertFound(archive, "dangling", SECOND, "zerver_usermessage", null);
    }

    @Test
    void findsARecipientWithoutItsChannel() throws IOException {
        long recipient = id(rows(Json.read(plain.resolve(REALM)), "zerver_recipient").stream()
                .filter(row -> number(row, "type") == 2)
                .findFirst()
                .orElseThrow());
        Path archive = edited(
                plain,
                REALM,
                file -> rows(file, "zerver_recipient").stream()
                        .filter(row -> id(row) == recipient)
                        .forEach(row -> row.put("type_id", NEW_ID)));

        assertFound(archive, "dangling", REALM, "zerver_recipient", String.valueOf(recipient));
    }

    @Test
    void findsReferencesToNothing() throws IOException {
        assertDangling("zerver_reaction", "message");
        assertDangling("zerver_subscription", "recipient");
        assertDangling("zerver_realmauditlog", "acting_user");
        assertDangling("zerver_namedusergroup", "can_mention_group");
        assertDangling("zerver_useractivity", "client");
        Path message =
                edited(plain, FIRST, file -> rows(file, "zerver_message").get(5).put("sender", NEW_ID));
        assertFound(message, "dangling", FIRST, "zerver_message", null);
        Path attachment = edited(
                plain,
                ATTACHMENTS,
                file -> elements(rows(file, "zerver_attachment").get(0).get("messages"))
                        .add(NEW_ID));
        assertFound(attachment, "dangling", ATTACHMENTS, "zerver_attachment", null);
    }

    private void assertDangling(String table, String field) throws IOException {
        Path archive = edited(plain, REALM, file -> rows(file, table).get(0).put(field, NEW_ID));
        assertFound(archive, "dangling", REALM, table, null);
    }

    @Test
    void findsAReferenceThatIsNone() throws IOException {
        Path archive = edited(
                plain,
                FIRST,
                file -> rows(file, "zerver_message")
                        .get(5)
                        .put("sending_client", new LinkedHashMap<>(Map.of("id", 1L))));

        assertFound(archive, "malformed", FIRST, "zerver_message", null);
    }

    @Test
    void findsARowWithoutAnIdAndOneOfOtherColumns() throws IOException {
        Path archive = edited(plain, REALM, file -> {
            rows(file, "zerver_client").get(1).remove("id");
            rows(file, "zerver_reaction").get(4).remove("emoji_code");
        });

        assertFound(archive, "malformed", REALM, "zerver_client", "row 2");
        assertFound(archive, "malformed", REALM, "zerver_reaction", null);
    }

    @Test
    void findsAMissingUpload() throws IOException {
        for (Path of : List.of(ours, plain)) {
            Path archive = copy(of);
            Files.delete(archive.resolve("uploads").resolve(upload()));

            assertFound(archive, "records", UPLOADS);
        }
        Path archive = copy(ours);
        Files.delete(archive.resolve("uploads").resolve(upload()));
        assertFound(archive, "missing-file", "uploads/" + upload());
    }

    @Test
    void findsAnUploadWithOtherBytes() throws IOException {
        Path changed = copy(ours);
        Path file = changed.resolve("uploads").resolve(upload());
        byte[] bytes = Files.readAllBytes(file);
        bytes[0] ^= 1;
        Files.write(file, bytes);
        assertFound(changed, "changed-file", "uploads/" + upload());

        Path longer = copy(plain);
        Files.writeString(longer.resolve("uploads").resolve(upload()), "other than before");
        assertFound(longer, "records", UPLOADS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../realm.json", "/etc/passwd", "a/../../b", "records.json"})
    void findsARecordWithAPathOutside(String path) throws IOException {
        Path archive = edited(plain, UPLOADS, file -> list(file).get(0).put("path", path));

        assertThat(assertFound(archive, "records", UPLOADS).get("message"))
                .asString()
                .contains("is refused");
    }

    @Test
    void findsAttachmentsAndRecordsThatDoNotAgree() throws IOException {
        Path noRow = edited(
                plain, ATTACHMENTS, file -> rows(file, "zerver_attachment").remove(0));
        assertThat(assertFound(noRow, "records", UPLOADS).get("message"))
                .asString()
                .contains("no row of attachment.json");

        Path noRecord = edited(plain, UPLOADS, file -> list(file).remove(0));
        assertFound(noRecord, "records", ATTACHMENTS);
        assertFound(noRecord, "stray-file", "uploads/" + upload());
    }

    @Test
    void findsARecordOfAnotherRealmOrOfNobody() throws IOException {
        Path archive = edited(plain, "avatars/records.json", file -> {
            list(file).get(0).put("realm_id", NEW_ID);
            list(file).get(1).put("user_profile_id", NEW_ID);
        });

        assertThat(verify(archive).stream().filter(finding -> "avatars/records.json".equals(finding.get("file"))))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void findsAnEditedManifest() throws IOException {
        assertFound(
                edited(ours, MANIFEST, file -> counts(Json.object(file)).put("zerver_message", 1L)),
                "manifest",
                MANIFEST);
        assertFound(edited(ours, MANIFEST, file -> Json.object(file).put("format", 2L)), "manifest", MANIFEST);
        assertFound(
                edited(ours, MANIFEST, file -> entry(file, FIRST).put("sha256", "0".repeat(64))),
                "changed-file",
                FIRST);
        assertFound(edited(ours, MANIFEST, file -> entry(file, FIRST).put("first_message", NEW_ID)), "manifest", FIRST);
        assertFound(
                edited(ours, MANIFEST, file -> counts(entry(file, SECOND)).put("zerver_message", 1L)),
                "wrong-count",
                SECOND,
                "zerver_message",
                "");
        assertFound(
                edited(ours, MANIFEST, file -> entry(file, FIRST).put("path", "../../etc/passwd")),
                "manifest",
                MANIFEST);
        assertFound(
                edited(
                        ours,
                        MANIFEST,
                        file -> Json.object(Json.object(file).get("realm")).put("id", NEW_ID)),
                "manifest",
                MANIFEST);
        Path removed = edited(
                ours,
                MANIFEST,
                file -> list(Json.object(file).get("files")).removeIf(entry -> FIRST.equals(entry.get("path"))));
        assertFound(removed, "stray-file", FIRST);
    }

    private static Map<String, Object> counts(Map<String, Object> of) {
        return Json.object(of.get("rows"));
    }

    private static Map<String, Object> entry(Object manifest, String path) {
        return list(Json.object(manifest).get("files")).stream()
                .filter(entry -> path.equals(entry.get("path")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsWrongCounts() throws IOException {
        Path archive = edited(plain, "stats.json", file -> {
            Json.object(Json.object(file).get("realm")).put("zerver_stream", 1L);
            Json.object(Json.object(file).get("messages-000001")).put("zerver_message", 1L);
            Json.object(file).put("uploads_records", 1L);
        });

        assertFound(archive, "wrong-count", REALM, "zerver_stream", "");
        assertFound(archive, "wrong-count", FIRST, "zerver_message", "");
        assertFound(archive, "wrong-count", UPLOADS, "records", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notes.txt",
                "messages-1.json",
                "messages-0000001.json",
                "messages-000000.json",
                "uploads/2/extra.bin",
                "emoji/x"
            })
    void findsAStrayFile(String name) throws IOException {
        for (Path of : List.of(ours, plain)) {
            Path archive = copy(of);
            Files.createDirectories(Objects.requireNonNull(archive.resolve(name).getParent()));
            Files.writeString(archive.resolve(name), "");

            assertFound(archive, "stray-file", name);
        }
    }

    @Test
    void findsALinkAndNeverFollowsIt() throws IOException {
        Path archive = copy(plain);
        Path file = archive.resolve("uploads").resolve(upload());
        Files.move(file, folder.resolve("elsewhere"));
        Files.createSymbolicLink(file, folder.resolve("elsewhere"));

        assertFound(archive, "stray-file", "uploads/" + upload());
        assertFound(archive, "records", UPLOADS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "api_key", "uuid", "otp_encrypted"})
    void findsAColumnThatNeverLeavesAServer(String column) throws IOException {
        Path archive = edited(
                plain, REALM, file -> rows(file, "zerver_userprofile").forEach(row -> row.put(column, "hidden-1")));

        assertFound(archive, "secret", REALM, "zerver_userprofile", "");
        assertThat(Ran.command(List.of("verify", archive.toString())).text()).doesNotContain("hidden-1");
    }

    @Test
    void findsATableThatNoExportHas() throws IOException {
        Path archive = edited(
                plain, REALM, file -> Json.object(file).put("zerver_pushdevicetoken", new ArrayList<>(List.of(row()))));

        assertFound(archive, "secret", REALM, "zerver_pushdevicetoken", "");
    }

    @Test
    void findsWhatAnImporterMisses() throws IOException {
        Path log = edited(
                plain,
                REALM,
                file -> rows(file, "zerver_realmauditlog").removeIf(row -> number(row, "event_type") == 206));
        assertFound(log, "importer", REALM, "zerver_realmauditlog", "");

        Path table = edited(plain, REALM, file -> Json.object(file).remove("zerver_huddle"));
        assertFound(table, "importer", REALM, "zerver_huddle", "");

        for (String name : List.of("migration_status.json", "avatars/records.json", ATTACHMENTS)) {
            Path archive = copy(plain);
            Files.delete(archive.resolve(name));
            assertFound(archive, "importer", name);
        }
    }

    @Test
    void findsTwoGroupsOfTheSameMembers() throws IOException {
        Path archive = edited(plain, REALM, file -> {
            List<Long> groups = rows(file, "zerver_recipient").stream()
                    .filter(row -> number(row, "type") == 3)
                    .map(ArchiveEdits::id)
                    .toList();
            List<Map<String, Object>> subscriptions = rows(file, "zerver_subscription");
            subscriptions.removeIf(row -> number(row, "recipient") == groups.get(1));
            long id = NEW_ID;
            for (Map<String, Object> row : List.copyOf(subscriptions)) {
                if (number(row, "recipient") == groups.get(0)) {
                    Map<String, Object> same = new LinkedHashMap<>(row);
                    same.put("id", id++);
                    same.put("recipient", groups.get(1));
                    subscriptions.add(same);
                }
            }
        });

        assertFound(archive, "importer", REALM, "zerver_recipient", null);
    }

    @Test
    void findsWhoConsentsAndIsNobody() throws IOException {
        Path archive = copy(plain);
        Files.writeString(archive.resolve("consented_user_ids.json"), "[" + NEW_ID + "]");

        assertFound(archive, "dangling", "consented_user_ids.json");
    }

    @Test
    void findsARunThatWasNotFinished() throws IOException {
        Path unfinished = copy(run);
        Files.writeString(unfinished.resolve(".lock"), "");
        Files.delete(unfinished.resolve("lear").resolve(MANIFEST));

        assertFound(unfinished, "unfinished", ".lock");
        assertFound(unfinished, "unfinished", "lear/" + MANIFEST);
    }

    @Test
    void findsArchivesOfARunThatAreMissingOrAdded() throws IOException {
        Path changed = copy(run);
        Files.move(changed.resolve("lear"), changed.resolve("other"));

        assertFound(changed, "missing-file", "lear");
        assertFound(changed, "stray-file", "other");
    }

    @Test
    void saysInAFewLinesWhatIsWrongAndWhatToDo() throws IOException {
        Path archive =
                edited(ours, FIRST, file -> rows(file, "zerver_message").forEach(row -> row.put("sender", NEW_ID)));
        StringWriter out = new StringWriter();
        Console console =
                new Console(new PrintWriter(out, true), new PrintWriter(out, true), new Terminal(true, 80, true));

        int status = Main.run(console, Map.of(), "verify", archive.toString());

        assertThat(status).isOne();
        assertThat(out.toString())
                .contains("sender names " + NEW_ID + ", and the archive has no such row of zerver_userprofile")
                .contains("... and 995 more of the kind dangling in " + FIRST)
                .contains("What to do:", "  changed-file: Copy the archive again;");
        assertThat(out.toString().lines().count()).isLessThan(40);
    }

    @Test
    void refusesWhatIsNoArchive() throws IOException {
        Ran empty = Ran.command(
                List.of("verify", Files.createDirectory(folder.resolve("empty")).toString()));
        assertThat(empty.status()).isEqualTo(6);
        assertThat(empty.err()).contains("is no archive", "unpack a .tar.gz first");

        Ran nowhere = Ran.command(List.of("verify", folder.resolve("nowhere").toString(), "--jobs", "0", "--fast"));
        assertThat(nowhere.status()).isEqualTo(2);
        assertThat(nowhere.err()).contains("nowhere is not a folder", "--jobs 0 is not a number", "no option --fast");
    }

    @Test
    void goesOnAfterAnInterruptionAndLooksAgainAtWhatChanged() throws IOException {
        Path archive = edited(ours, "stats.json", file -> Json.object(file).put("uploads_records", 1L));
        Path journal = folder.resolve("journal-" + ++copies);
        interruptAtTheEnd(archive, journal);
        Path kept = Files.copy(journal, folder.resolve("journal-" + ++copies));

        Map<String, Object> resumed = summary(archive, journal);
        assertThat(number(resumed, "resumed_files")).isGreaterThan(20);
        assertThat(number(resumed, "findings")).isEqualTo(2);
        assertThat(journal).doesNotExist();
        assertThat(number(summary(archive, journal), "resumed_files")).isZero();

        edit(archive, FIRST, file -> rows(file, "zerver_message").remove(3));
        Map<String, Object> changed = summary(archive, kept);
        assertThat(number(changed, "resumed_files")).isEqualTo(number(resumed, "resumed_files") - 1);
        assertThat(number(changed, "findings")).isGreaterThan(4);
    }

    private static void interruptAtTheEnd(Path archive, Path journal) {
        Verification verification = Verification.of(archive);
        Progress progress = new Progress(verification.names());
        assertThatThrownBy(() -> verification.run(
                        2,
                        finding -> {
                            throw new IllegalStateException("interrupted");
                        },
                        progress,
                        Optional.of(journal)))
                .hasMessage("interrupted");
    }

    private static Map<String, Object> summary(Path archive, Path journal) {
        Ran ran = Ran.command(List.of("verify", archive.toString(), "--json", "--journal", journal.toString()));
        return ran.out()
                .lines()
                .map(line -> Json.object(Json.parse(line)))
                .filter(line -> "summary".equals(line.get("type")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void neverTakesAnotherFileForAJournal() throws IOException {
        Path other = Files.writeString(folder.resolve("letter.txt"), "Dear Sir");

        Ran ran = Ran.command(List.of("verify", ours.toString(), "--journal", other.toString()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("is no journal of a verification");
        assertThat(other).hasContent("Dear Sir");
    }

    /** A file that {@code records.json} of the uploads names first. */
    private String upload() throws IOException {
        return String.valueOf(list(Json.read(plain.resolve(UPLOADS))).get(0).get("path"));
    }

    private Path edited(Path of, String file, Consumer<Object> change) throws IOException {
        Path archive = copy(of);
        edit(archive, file, change);
        return archive;
    }

    private Path copy(Path archive) throws IOException {
        return Folders.copy(archive, folder.resolve("copy-" + ++copies));
    }

    /** All findings, as programs read them. */
    private static List<Map<String, Object>> verify(Path archive) {
        Ran ran = Ran.command(List.of("verify", archive.toString(), "--json"));
        List<Map<String, Object>> lines =
                ran.out().lines().map(line -> Json.object(Json.parse(line))).toList();
        List<Map<String, Object>> findings = lines.stream()
                .filter(line -> "finding".equals(line.get("type")))
                .toList();
        Map<String, Object> summary = lines.get(lines.size() - 1);
        assertThat(summary).as(ran.text()).containsEntry("type", "summary");
        assertThat(summary).containsEntry("findings", (long) findings.size());
        assertThat(ran.status()).isEqualTo(findings.isEmpty() ? 0 : 1);
        return findings;
    }

    private static Map<String, Object> assertFound(Path archive, String kind, String file) {
        List<Map<String, Object>> findings = verify(archive);
        return findings.stream()
                .filter(finding -> kind.equals(finding.get("kind")) && file.equals(finding.get("file")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " of " + file + " in " + findings));
    }

    private static void assertFound(Path archive, String kind, String file, String table, @Nullable String id) {
        assertThat(verify(archive)).anySatisfy(finding -> {
            assertThat(finding)
                    .containsEntry("kind", kind)
                    .containsEntry("file", file)
                    .containsEntry("table", table);
            if (id != null) {
                assertThat(finding).containsEntry("id", id);
            }
        });
    }
}
