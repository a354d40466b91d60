/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;
import org.realmferry.sample.SampleServer;

/** Files that are missing or that lead astray: each is a finding, all else leaves, and nothing from outside does. */
@ExtendWith(SharedSource.class)
@Timeout(60)
class SpoiledFilesIT {
    private static final String BAIT = "BAIT-FROM-OUTSIDE";

    /** Attachments of acme that leave, as {@code id path}, in order of their ids. */
    private static final String ATTACHMENTS = """
            SELECT a.id || ' ' || a.path_id FROM zulip.zerver_attachment a
            WHERE a.realm_id = 2 AND (a.id IN (SELECT attachment_id FROM zulip.zerver_attachment_messages)
                OR a.id IN (SELECT attachment_id FROM zulip.zerver_attachment_scheduled_messages)) ORDER BY a.id
            """;

    /** What the names of the files of a person's picture begin with. */
    private static final String PICTURE = """
            SELECT left(encode(sha256(convert_to(id || ':' || avatar_version || ':%s', 'UTF8')), 'hex'), 40)
            FROM zulip.zerver_userprofile WHERE realm_id = 2 AND avatar_source = 'U' ORDER BY id LIMIT 1
            """.formatted(SampleServer.AVATAR_SALT);

    private static final String EMOJI =
            "SELECT id || ' ' || file_name FROM zulip.zerver_realmemoji WHERE realm_id = 2 ORDER BY id LIMIT 1";

    private record Attachment(String id, String path) {
        static Attachment of(String idAndPath) {
            int space = idAndPath.indexOf(' ');
            return new Attachment(idAndPath.substring(0, space), idAndPath.substring(space + 1));
        }

        String place() {
            return "zerver_attachment " + id;
        }
    }

    private final SourceServer source;
    private List<Attachment> attachments = List.of();

    @TempDir
    private Path folder;

    private Path uploads = Path.of("");
    private Path run = Path.of("");

    SpoiledFilesIT(SourceServer source) {
        this.source = source;
    }

    @BeforeEach
    void copyTheUploads() throws IOException, SQLException {
        attachments = source.query(SourceServer.DATABASE, ATTACHMENTS).stream()
                .map(Attachment::of)
                .toList();
        uploads = source.copyUploads(folder.resolve("uploads"));
        run = folder.resolve("run");
    }

    @Test
    void anAttachmentWhoseFileIsMissingStaysBehindAlone() throws IOException {
        Attachment missing = attachments.get(0);
        Files.delete(uploads.resolve("files").resolve(missing.path()));

        Ran ran = export(SourceServer.DATABASE);

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).contains("finding: acme: " + missing.place(), "files/" + missing.path());
        assertThat(findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding)
                        .containsEntry("kind", "missing-file")
                        .containsEntry("realm", "acme")
                        .containsEntry("place", missing.place())
                        .hasEntrySatisfying(
                                "message",
                                message -> assertThat(String.valueOf(message)).contains("files/" + missing.path())));
        assertThat(leftBehind()).containsExactly("uploads/" + missing.path());
        assertThat(attachmentIds()).hasSizeGreaterThan(3).doesNotContain(missing.id());
    }

    @Test
    void aFileOfAnotherSizeThanItsRowSaysIsToldEachTime() throws IOException {
        Attachment cut = attachments.get(0);
        Path file = uploads.resolve("files").resolve(cut.path());
        long size = Files.size(file);
        Files.writeString(file, "cut");

        for (Ran ran : List.of(
                export(SourceServer.DATABASE, "--dry-run"),
                export(SourceServer.DATABASE),
                Ran.command(List.of("refresh", run.toString())))) {
            assertThat(ran.status()).as(ran.text()).isOne();
            assertThat(ran.out())
                    .contains(cut.place() + ": the file files/" + cut.path()
                            + " in the uploads folder has 3 bytes, but its row says " + size);
        }
        assertThat(run.resolve("acme/uploads").resolve(cut.path())).hasContent("cut");
        assertThat(attachmentIds()).contains(cut.id());
    }

    @Test
    void pathsThatLeadAstrayAreRefused() throws IOException, SQLException {
        Files.writeString(folder.resolve("bait.txt"), BAIT);
        Files.writeString(uploads.resolve("bait.txt"), BAIT);
        Files.writeString(uploads.resolve("files").resolve("records.json"), BAIT);
        List<String> astray = List.of(
                "../../bait.txt",
                "2/../../bait.txt",
                folder.resolve("bait.txt").toString(),
                "records.json",
                "2/" + "x".repeat(300) + "/bait.txt");
        List<String> updates = new ArrayList<>();
        for (int i = 0; i < astray.size(); i++) {
            updates.add("UPDATE zulip.zerver_attachment SET path_id = '" + astray.get(i) + "' WHERE id = "
                    + attachments.get(i).id());
        }
        source.copyDatabase("astray");
        source.execute("astray", updates.toArray(String[]::new));

        assertRefused("astray", attachments.subList(0, astray.size()));
    }

    @Test
    void symbolicLinksAndPipesAreNotFollowed() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path bait = Files.writeString(outside.resolve("bait.txt"), BAIT);
        Attachment link = attachments.get(0);
        Attachment linkedFolder = attachments.get(1);
        Attachment pipe = attachments.get(2);
        Files.createSymbolicLink(removed(link), bait);
        Path inFolder = removed(linkedFolder);
        Files.writeString(outside.resolve(inFolder.getFileName()), BAIT);
        Files.delete(inFolder.getParent());
        Files.createSymbolicLink(inFolder.getParent(), outside);
        assertThat(RunningCommand.works("mkfifo", removed(pipe).toString())).isTrue();

        assertRefused(SourceServer.DATABASE, List.of(link, linkedFolder, pipe));
    }

    /** The rest of the archive is as it is without the links. */
    @Test
    void aRealmsFolderThatWentToAnotherDiskIsFollowed() throws IOException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        for (String name : List.of("files/2", "avatars/2")) {
            Path moved = Files.move(uploads.resolve(name), disk.resolve(name.replace('/', '-')));
            Files.createSymbolicLink(uploads.resolve(name), moved);
        }

        Ran ran = export(SourceServer.DATABASE);

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(leftBehind()).isEmpty();
    }

    @Test
    void linkedPicturesAndIconsAreNotFollowed() throws IOException, SQLException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path bait = Files.writeString(outside.resolve("icon.png"), BAIT);
        Path avatars = uploads.resolve("avatars").resolve("2");
        Path emoji = Folders.files(avatars.resolve("emoji")).get(0);
        Path picture =
                avatars.resolve(source.query(SourceServer.DATABASE, PICTURE).get(0) + ".png");
        Folders.delete(avatars.resolve("realm"));
        Files.createSymbolicLink(avatars.resolve("realm"), outside);
        for (Path file : List.of(emoji, picture)) {
            Files.delete(file);
            Files.createSymbolicLink(file, bait);
        }

        assertRefused(SourceServer.DATABASE, List.of());
        assertThat(findings()).hasSize(3);
    }

    @Test
    void aMissingEmojiOrPictureIsFoundAndItsRowLeaves() throws IOException, SQLException {
        Path avatars = uploads.resolve("avatars").resolve("2");
        Attachment row =
                Attachment.of(source.query(SourceServer.DATABASE, EMOJI).get(0));
        Files.delete(avatars.resolve("emoji").resolve("images").resolve(row.path()));
        Files.delete(avatars.resolve("emoji").resolve("images").resolve(row.path() + ".original"));
        String hash = source.query(SourceServer.DATABASE, PICTURE).get(0);
        Files.delete(avatars.resolve(hash + ".png"));
        Files.delete(avatars.resolve(hash + ".original"));

        Ran ran = export(SourceServer.DATABASE);

        assertThat(ran.status()).isEqualTo(1);
        assertThat(findings())
                .allSatisfy(finding -> assertThat(finding).containsEntry("kind", "missing-file"))
                .extracting(finding -> String.valueOf(finding.get("message")))
                .satisfiesExactly(
                        text -> assertThat(text).contains("avatars/2/emoji/images/" + row.path() + " "),
                        text -> assertThat(text).contains("avatars/2/emoji/images/" + row.path() + ".original"),
                        text -> assertThat(text).contains("avatars/2/" + hash));
        assertThat(leftBehind()).hasSize(4).allMatch(path -> path.contains(hash) || path.contains(row.path()));
        Map<String, Object> realm = Json.object(Json.read(run.resolve("acme").resolve("realm.json")));
        assertThat(Json.objects(realm.get("zerver_realmemoji")))
                .extracting(r -> String.valueOf(r.get("id")))
                .contains(row.id());
    }

    @Test
    void theSaltIsTakenFromZulipsSecretsAndThatOfAnotherServerIsTold() throws IOException {
        Path secrets = Files.writeString(
                folder.resolve("zulip-secrets.conf"), "[secrets]\navatar_salt = " + SampleServer.AVATAR_SALT + "\n");
        Path other = Files.writeString(folder.resolve("other"), "[secrets]\navatar_salt = of-another-server\n");
        List<String> words = new ArrayList<>(source.export(SourceServer.DATABASE, uploads, run));
        words.set(words.indexOf("--avatar-salt-file") + 1, secrets.toString());
        assertThat(Ran.command(words).status()).isZero();

        words.set(words.indexOf("--avatar-salt-file") + 1, other.toString());
        words.add("--dry-run");
        words.set(words.indexOf("--output") + 1, folder.resolve("dry").toString());
        Ran ran = Ran.command(words);
        assertThat(ran.status()).isOne();
        assertThat(ran.out()).contains("lack its file: the avatar salt is probably another server's;");
    }

    @Test
    void aNameThatWouldSteerATerminalIsShownWithoutItsPower() throws IOException, SQLException {
        source.copyDatabase("steering");
        source.execute(
                "steering",
                "UPDATE zulip.zerver_attachment SET path_id = E'2/\\x1b[31mred\\x07' WHERE id = "
                        + attachments.get(0).id());

        Ran ran = export("steering");

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.text()).contains("2/?[31mred?").doesNotContain("\u001b", "\u0007");
        assertThat(run.resolve("report.txt")).content().contains("red").doesNotContain("\u001b", "\u0007");
        assertThat(findings())
                .singleElement()
                .satisfies(finding ->
                        assertThat(String.valueOf(finding.get("message"))).contains("2/\u001b[31mred\u0007"));
    }

    private Ran export(String database, String... options) {
        return Ran.command(source.export(database, uploads, run, options));
    }

    private void assertRefused(String database, List<Attachment> refused) throws IOException {
        Map<String, String> before = surroundings();

        Ran ran = export(database);

        assertThat(ran.status()).as(ran.text()).isEqualTo(1);
        assertThat(surroundings()).isEqualTo(before);
        assertThat(findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding).containsEntry("kind", "refused-file"));
        assertThat(findings()).map(finding -> finding.get("place")).containsAll(places(refused));
        assertThat(attachmentIds())
                .containsExactlyElementsOf(attachments.stream()
                        .filter(attachment -> !refused.contains(attachment))
                        .map(Attachment::id)
                        .toList());
        assertThat(Folders.files(run))
                .anyMatch(file -> SecretsIT.holds(file, "Acme Corporation"))
                .noneMatch(file -> SecretsIT.holds(file, BAIT));
        try (Stream<Path> all = Files.walk(run)) {
            assertThat(all).noneMatch(Files::isSymbolicLink);
        }
    }

    private static List<Object> places(List<Attachment> attachments) {
        return attachments.stream().<Object>map(Attachment::place).toList();
    }

    /** Takes the file of an attachment away; gives where it was. */
    private Path removed(Attachment attachment) throws IOException {
        Path file = uploads.resolve("files").resolve(attachment.path());
        Files.delete(file);
        return file;
    }

    private List<Map<String, Object>> findings() throws IOException {
        return Json.readLines(run.resolve("findings.jsonl"));
    }

    private List<String> attachmentIds() throws IOException {
        Map<String, Object> rows = Json.object(Json.read(run.resolve("acme").resolve("attachment.json")));
        return Json.objects(rows.get("zerver_attachment")).stream()
                .map(row -> String.valueOf(row.get("id")))
                .toList();
    }

    /** The files that an export of the healthy server has and the run has not. */
    private List<String> leftBehind() throws IOException {
        Path healthy = folder.resolve("healthy");
        Ran.command(source.export(healthy));
        List<String> left = new ArrayList<>();
        for (Path file : Folders.files(healthy)) {
            if (Files.notExists(run.resolve(healthy.relativize(file)))) {
                left.add(healthy.resolve("acme").relativize(file).toString());
            }
        }
        return left;
    }

    /** Everything in the test's folder but the run: what kind of thing, and when it changed. */
    private Map<String, String> surroundings() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.filter(path -> !path.startsWith(run) && !path.equals(folder))
                    .toList()) {
                all.put(
                        path.toString(),
                        Files.readAttributes(path, "isSymbolicLink,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS)
                                .toString());
            }
        }
        return all;
    }
}
