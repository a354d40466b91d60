/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.Ran;
import org.realmferry.cli.S3Source;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;
import org.realmferry.sample.S3Server;

/** What lies in buckets otherwise than it should, all of it at once: each is a finding, and every other file leaves. */
@TestInstance(Lifecycle.PER_CLASS)
class S3OdditiesIT {
    private static final String PICTURE = "5/-Z-DIpjLpG53sql_ZvhC4Ppx/img.png";
    private static final String DRAWING = "5/9c_IU-H9YsWVmUAUWrbM9T6o/pic.svg";
    private static final String SCHEDULED = "5/FowKHxpFHpIWDYSTck3khBfg/sched.txt";
    private static final String FILM = "5/H8XjzrWBquJ46VM7Nf5-LUe0/anim.gif";
    private static final String PDF = "5/Q6r7fh1tjvfdtq0VmkB-Ab3M/dm.pdf";
    private static final String OF_WHO_LEFT = "5/cCaB5ZctvgWkte6a1cJFBRFn/gone.txt";
    private static final String OF_FOOL = "5/eW0Mk43uXOpsCOQNHdQ8PB62/prot.txt";
    private static final String EMPTY = "5/eY-S-f0y7NYXWj04sNZS8Z5U/empty.bin";
    private static final String OF_GATEWAY = "5/ptsKDqWp_3-azTCFJqsvVmvt/text-é-日本.txt";

    private static final String OUTSIDE = "5/../../../../evil.txt";
    private static final String FOUR_PARTS = "5/ab/AbCdEfGhIjKlMnOpQrStUvWx/four.txt";
    private static final String TWO_PARTS = "5/two.txt";
    private static final String SIDE_CAR = SCHEDULED + ".info";
    private static final String STRAY = "5/AbCdEfGhIjKlMnOpQrStUvWx/nobody-knows.txt";

    private static final String CORDELIAS = "5/9c2b9bc0490ca6293438e7a5d42bd616bde7f3d8.original";
    private static final String KINGS = "5/78a1e7514f4d44f94aae89b926aadb636a4b3dc2.original";
    private static final String FOOLS = "5/2e1dc3d25399e521cbeb2491dca0d29f7b8e300f.original";
    private static final String DEAD = "5/emoji/images/3695b376.jpg";
    private static final String EMOJI = "5/emoji/images/a3ccaed8.png";
    private static final String GIF = "5/emoji/images/c3d6d7de.gif";
    private static final String LEFT = "5/7958f8a63145b259086e047586e80cba4c0635c1.original";
    private static final String LARGE_ICON = "5/realm/icon.original";
    private static final String ICON = "5/realm/icon.png";
    private static final String FAVICON = "5/realm/old/favicon.ico";

    @AutoClose
    private S3Source source;

    private S3Server s3;
    private Path archive = Path.of("");
    private List<Map<String, Object>> findings = List.of();
    private final Map<String, String> attachments = new HashMap<>();
    private Set<String> healthy = Set.of();
    private Path folder;

    @BeforeAll
    void exportASpoiledServer(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        source = S3Source.start(folder);
        s3 = source.s3();
        healthy = files(export("healthy", 0));
        spoilUploads();
        spoilPictures();
        archive = export("spoiled", 1);
        findings = Json.readLines(folder.resolve("spoiled").resolve("findings.jsonl"));
    }

    private void spoilUploads() throws SQLException {
        s3.delete(S3Server.UPLOADS, PICTURE);
        s3.change(S3Server.UPLOADS, DRAWING, m -> Map.of());
        s3.change(S3Server.UPLOADS, SCHEDULED, m -> Map.of("user_profile_id", "67", "realm_id", "2"));
        s3.change(S3Server.UPLOADS, FILM, m -> Map.of("user_profile_id", "123456", "realm_id", "5"));
        s3.change(
                S3Server.UPLOADS,
                EMPTY,
                m -> Map.of(
                        "user_profile_id", "67", "realm_id", "5", "path", "../../x", "size", "1", "s3_path", "/etc"));
        move(PDF, OUTSIDE);
        move(OF_WHO_LEFT, FOUR_PARTS);
        s3.put(S3Server.UPLOADS, FOUR_PARTS, new byte[] {4}, null, Map.of("user_profile_id", "96", "realm_id", "5"));
        move(OF_FOOL, TWO_PARTS);
        s3.put(S3Server.UPLOADS, TWO_PARTS, new byte[] {2}, null, Map.of("user_profile_id", "68", "realm_id", "5"));
        String bot = source.database()
                .texts("SELECT id FROM zulip.zerver_userprofile WHERE email = 'emailgateway@zulip.com'")
                .get(0);
        source.database()
                .execute("UPDATE zulip.zerver_attachment SET owner_id = " + bot + " WHERE path_id = '" + OF_GATEWAY
                        + "'");
        s3.change(S3Server.UPLOADS, OF_GATEWAY, m -> Map.of("user_profile_id", bot, "realm_id", "1"));
        s3.put(S3Server.UPLOADS, SIDE_CAR, new byte[] {1}, null, Map.of());
        s3.put(S3Server.UPLOADS, STRAY, new byte[] {1}, null, Map.of("user_profile_id", "67", "realm_id", "5"));
        for (String key : List.of(PICTURE, DRAWING, SCHEDULED, FILM, EMPTY, OUTSIDE, FOUR_PARTS, TWO_PARTS)) {
            String query = "SELECT id FROM zulip.zerver_attachment WHERE path_id = '" + key + "'";
            attachments.put(key, "zerver_attachment " + source.database().number(query));
        }
    }

    private void spoilPictures() {
        s3.change(
                S3Server.AVATARS,
                CORDELIAS,
                m -> Map.of("user_profile_id", "67", "realm_id", "5", "orig_last_modified", "1700000000.5"));
        s3.change(
                S3Server.AVATARS,
                KINGS,
                m -> Map.of("user_profile_id", "66", "realm_id", "none", "avatar_version", "7"));
        s3.delete(S3Server.AVATARS, FOOLS);
        s3.delete(S3Server.AVATARS, DEAD);
        s3.change(S3Server.AVATARS, EMOJI, m -> Map.of("user_profile_id", "67", "realm_id", "5"));
        s3.change(S3Server.AVATARS, GIF, m -> Map.of("User-Profile-Id", "67", "realm-id", "5", "avatar-Version", "1"));
        s3.change(
                S3Server.AVATARS,
                GIF + ".original",
                m -> Map.of("user_profile_id", "67", "realm_id", "5", "realm-id", "7"));
        s3.change(
                S3Server.AVATARS,
                LEFT,
                m -> Map.of("userprofileid", "91", "REALM-ID", "5", "realm_id", "5", "avatar.version", "2"));
        s3.change(S3Server.AVATARS, LARGE_ICON, m -> Map.of("user-profile-id", "66", "realm-id", "5"));
        s3.change(S3Server.AVATARS, ICON, m -> Map.of("user_profile_id", "7", "realm_id", "5"));
        s3.put(S3Server.AVATARS, FAVICON, new byte[] {1, 2}, "image/x-icon", Map.of());
        s3.put(S3Server.AVATARS, "5/realm/", new byte[0], null, Map.of());
    }

    private void move(String from, String to) throws SQLException {
        source.database()
                .execute("UPDATE zulip.zerver_attachment SET size = 1, path_id = '" + to + "' WHERE path_id = '" + from
                        + "'");
    }

    private Path export(String output, int status) throws IOException {
        Path run = folder.resolve(output);
        Ran ran = source.export(run, "--realm", "lear");
        assertThat(ran.status()).as(ran.text()).isEqualTo(status);
        return run.resolve("lear");
    }

    @Test
    void everyOtherFileIsThere() throws IOException {
        Set<String> expected = new TreeSet<>(healthy);
        for (String gone : List.of(PICTURE, PDF, OF_WHO_LEFT, OF_FOOL)) {
            expected.remove("uploads/" + gone);
        }
        expected.remove("avatars/" + FOOLS);
        expected.remove("emoji/" + DEAD);
        expected.addAll(List.of("uploads/" + FOUR_PARTS, "uploads/" + TWO_PARTS, "realm_icons/" + FAVICON));

        assertThat(files(archive)).isEqualTo(expected);
        assertThat(archive.resolve("realmferry.json")).exists();
    }

    @Test
    void theImporterGetsARowOfEachUploadThatIsThere() throws IOException {
        Map<String, Object> tables = Json.object(Json.read(archive.resolve("attachment.json")));

        assertThat(Json.objects(tables.get("zerver_attachment")))
                .extracting(row -> String.valueOf(row.get("path_id")))
                .containsExactlyInAnyOrder(DRAWING, SCHEDULED, FILM, EMPTY, OF_GATEWAY, FOUR_PARTS, TWO_PARTS);
    }

    @Test
    void aVerificationFindsNothingElse() {
        Ran ran = Ran.command(List.of("verify", archive.toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "zulip-uploads," + PICTURE + ",",
        "zulip-avatars," + FOOLS + ",zerver_userprofile 68",
        "zulip-avatars," + DEAD + ",zerver_realmemoji"
    })
    void aMissingObjectIsTold(String bucket, String key, String row) {
        assertFinding("missing-file", bucket, key, row == null ? attachment(key) : row, "does not exist");
    }

    @Test
    void anObjectWithoutMetadataIsRepairedFromTheRow() throws IOException {
        assertFinding(
                "missing-metadata",
                S3Server.UPLOADS,
                DRAWING,
                attachment(DRAWING),
                "has no realm_id and no user_profile_id");
        assertThat(record("uploads", DRAWING))
                .containsEntry("user_profile_id", 67L)
                .containsEntry("realm_id", 5L)
                .containsEntry("user_profile_email", "cordelia@zulip.com");
    }

    @Test
    void metadataInAnotherSpellingIsTaken() throws IOException {
        for (String key : List.of(GIF, LEFT, LARGE_ICON)) {
            assertThat(about(key)).isEmpty();
        }
        assertThat(record("emoji", GIF))
                .containsEntry("realm_id", 5L)
                .containsEntry("user_profile_id", 67L)
                .doesNotContainKeys("realm-id", "user-profile-id", "avatar-version", "avatar_version");
        assertThat(record("avatars", LEFT))
                .containsEntry("user_profile_id", 91L)
                .containsEntry("avatar_version", 2L)
                .doesNotContainKeys("realm-id", "userprofileid", "avatar.version");
        assertThat(record("realm_icons", LARGE_ICON)).containsEntry("user_profile_id", 66L);
        assertFinding("wrong-metadata", S3Server.AVATARS, GIF + ".original", "zerver_realmemoji", "realm-id 7 beside");
        assertThat(record("emoji", GIF + ".original"))
                .containsEntry("realm_id", 5L)
                .doesNotContainKey("realm-id");
    }

    @Test
    void theRowWinsAgainstMetadataOfAnotherRealm() throws IOException {
        assertFinding("wrong-metadata", S3Server.UPLOADS, SCHEDULED, attachment(SCHEDULED), "realm_id 2, not 5");
        assertThat(record("uploads", SCHEDULED)).containsEntry("realm_id", 5L);
    }

    @Test
    void theRowWinsAgainstMetadataThatIsNoNumber() throws IOException {
        assertFinding(
                "wrong-metadata",
                S3Server.AVATARS,
                KINGS,
                "zerver_userprofile 66",
                "realm_id none, not 5, avatar_version 7, not 2");
        assertThat(record("avatars", KINGS)).containsEntry("realm_id", 5L).containsEntry("avatar_version", 2L);
    }

    @Test
    void theRowWinsAgainstMetadataOfNobody() throws IOException {
        assertFinding("wrong-metadata", S3Server.UPLOADS, FILM, attachment(FILM), "user_profile_id 123456, not 67");
        assertThat(record("uploads", FILM))
                .containsEntry("user_profile_id", 67L)
                .containsEntry("user_profile_email", "cordelia@zulip.com");
    }

    @Test
    void theRowWinsAgainstMetadataOfSomebodyElse() throws IOException {
        assertFinding("wrong-metadata", S3Server.AVATARS, EMOJI, "zerver_realmemoji", "user_profile_id 67, not 66");
        assertThat(record("emoji", EMOJI))
                .containsEntry("user_profile_id", 66L)
                .containsEntry("user_profile_email", "king@lear.org");
    }

    @Test
    void metadataNeverReplacesTheRecordsOwnFields() throws IOException {
        assertFinding("wrong-metadata", S3Server.UPLOADS, EMPTY, attachment(EMPTY), "the record's own field s3_path");
        assertThat(record("uploads", EMPTY)).containsEntry("size", 0L).containsEntry("s3_path", EMPTY);
    }

    @Test
    void anAvatarWithoutVersionGetsThatOfTheRowAndKeepsTheRest() throws IOException {
        assertFinding(
                "missing-metadata", S3Server.AVATARS, CORDELIAS, "zerver_userprofile 67", "has no avatar_version");
        assertThat(record("avatars", CORDELIAS))
                .containsEntry("avatar_version", 2L)
                .containsEntry("orig_last_modified", "1700000000.5");
    }

    /** As with Zulip; nothing of it is odd. */
    @Test
    void anObjectOfTheEmailGatewayKeepsItsRealm() throws IOException {
        assertThat(record("uploads", OF_GATEWAY))
                .containsEntry("realm_id", 1L)
                .containsEntry("user_profile_email", "emailgateway@zulip.com");
        assertThat(about(OF_GATEWAY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {FOUR_PARTS, TWO_PARTS})
    void anUnusualKeyIsExportedAndTold(String key) {
        assertFinding("unusual-key", S3Server.UPLOADS, key, attachment(key), "REALM/TOKEN/NAME");
    }

    @Test
    void aKeyThatLeadsOutIsNotWritten() {
        assertFinding("refused-file", S3Server.UPLOADS, OUTSIDE, attachment(OUTSIDE), "not a plain relative path");
        assertThat(folder.resolve("evil.txt")).doesNotExist();
        assertThat(folder.resolve("spoiled").resolve("evil.txt")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {SIDE_CAR, STRAY, "5/realm/ "})
    void whatNoRowNamesStaysBehindInSilence(String key) throws IOException {
        assertThat(about(key)).isEmpty();
        assertThat(files(archive)).doesNotContain("uploads/" + key, "realm_icons/" + key.strip());
    }

    @Test
    void anotherObjectBesideTheIconsLeavesAndIsRepaired() throws IOException {
        assertFinding(
                "missing-metadata", S3Server.AVATARS, FAVICON, "zerver_realm 5", "an importer uses the realm's owner");
        assertThat(record("realm_icons", FAVICON))
                .containsEntry("realm_id", 5L)
                .doesNotContainKeys("user_profile_id", "user_profile_email");
        assertThat(archive.resolve("realm_icons").resolve(FAVICON)).hasBinaryContent(new byte[] {1, 2});
    }

    @Test
    void anIconOfSomebodyUnknownLosesThem() throws IOException {
        assertFinding("wrong-metadata", S3Server.AVATARS, ICON, "zerver_realm 5", "user_profile_id 7");
        assertThat(record("realm_icons", ICON)).doesNotContainKeys("user_profile_id", "user_profile_email");
    }

    @Test
    void aDryRunTellsWhatIsMissing() throws IOException {
        Ran ran = source.export(folder.resolve("dry"), "--realm", "lear", "--dry-run", "--json");

        assertThat(ran.status()).as(ran.text()).isOne();
        assertThat(ran.out()).contains(PICTURE + " in the bucket " + S3Server.UPLOADS + " does not exist");
    }

    /** The row of an attachment, by its key. */
    private String attachment(String key) {
        return Objects.requireNonNull(attachments.get(key), key);
    }

    private Map<String, Object> record(String set, String path) throws IOException {
        return Json.objects(Json.read(archive.resolve(set).resolve("records.json"))).stream()
                .filter(record -> path.equals(record.get("path")))
                .findFirst()
                .orElseThrow();
    }

    private void assertFinding(String kind, String bucket, String key, String row, String what) {
        assertThat(about(key)).singleElement().satisfies(finding -> {
            assertThat(finding).containsEntry("kind", kind).containsEntry("realm", "lear");
            assertThat(String.valueOf(finding.get("place"))).startsWith(row);
            assertThat(String.valueOf(finding.get("message"))).contains(key, bucket, what);
        });
    }

    /** The findings that name a key. */
    private List<Map<String, Object>> about(String key) {
        return findings.stream()
                .filter(finding ->
                        String.valueOf(finding.get("message")).contains("the file " + key + " in the bucket"))
                .toList();
    }

    /** The files of users in an archive. */
    private static Set<String> files(Path archive) throws IOException {
        Set<String> files = new TreeSet<>();
        for (Path file : Folders.files(archive)) {
            String name = archive.relativize(file).toString();
            if (name.contains("/") && !name.endsWith("records.json")) {
                files.add(name);
            }
        }
        return files;
    }
}
