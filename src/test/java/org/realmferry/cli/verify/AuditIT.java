/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.realmferry.cli.ArchiveEdits.id;
import static org.realmferry.cli.ArchiveEdits.manifest;
import static org.realmferry.cli.ArchiveEdits.rows;
import static org.realmferry.cli.ArchiveEdits.user;
import static org.realmferry.cli.AuditedExports.MESSAGES;
import static org.realmferry.cli.AuditedExports.REALM_FILE;
import static org.realmferry.cli.AuditedExports.UNAPPROVED;
import static org.realmferry.cli.AuditedExports.assertDamaged;
import static org.realmferry.cli.AuditedExports.assertHonest;
import static org.realmferry.cli.AuditedExports.audit;
import static org.realmferry.cli.AuditedExports.consented;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.AuditedExports;
import org.realmferry.cli.Ran;
import org.realmferry.sample.Json;

/** An audit finds nothing in an honest archive, and says what it found in others. */
@TestInstance(Lifecycle.PER_CLASS)
class AuditIT {
    private AuditedExports exports;

    @BeforeAll
    void unpack(@TempDir Path folder) throws IOException {
        exports = AuditedExports.unpack(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zulip", "lear", "zephyr", "analytics"})
    void zulipsOwnExportsHaveNoException(String realm) throws IOException {
        Path consenting = exports.unpacked(realm, "consent");

        assertHonest(audit(exports.unpacked(realm, "public"), "--mode", "public"));
        assertHonest(audit(consenting, "--mode", "consent"));
        assertHonest(audit(consenting, "--approvals", exports.approvals(realm, consented(consenting))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zulip", "lear", "zephyr"})
    void aFullExportIsHonestWhereEverybodyIsApproved(String realm) throws IOException {
        Path archive = exports.unpacked(realm, "full");
        Set<Long> everybody = new TreeSet<>();
        for (String table : List.of("zerver_userprofile", "zerver_userprofile_mirrordummy")) {
            rows(Json.read(archive.resolve(REALM_FILE)), table).forEach(user -> everybody.add(id(user)));
        }
        String approvals = exports.approvals(realm, everybody);

        assertHonest(audit(archive, "--approvals", approvals, "--unapproved", "placeholder"));
        assertHonest(audit(archive, "--approvals", approvals, "--unapproved", "omit"));
    }

    @Test
    void aFullExportHoldsWhatAPublicOneMustNot() throws IOException {
        Ran ran = audit(exports.full(), "--mode", "public");

        assertThat(ran.status()).isOne();
        assertThat(ran.out())
                .contains("zerver_message ", "zerver_alertword ", "zerver_huddle ", "zerver_userprofile ")
                .doesNotContain("extrauser0@zulip.com")
                .containsPattern("\n[0-9,]+ exceptions: this archive holds data that it must not hold");
    }

    @Test
    void aConsentExportHoldsReferencesToOthersWhereTheyWereToLeaveNoTrace() throws IOException {
        Ran ran = audit(exports.consent(), "--mode", "consent", "--unapproved", "omit");

        assertThat(ran.status()).isOne();
        assertThat(ran.out().lines().map(line -> line.replaceAll(" .*", "")).distinct())
                .contains(
                        "zerver_userprofile_mirrordummy",
                        "zerver_message",
                        "zerver_subscription",
                        "zerver_reaction",
                        "zerver_userpresence",
                        "zerver_customprofilefieldvalue",
                        "zerver_usergroupmembership",
                        "zerver_muteduser",
                        "zerver_stream",
                        "zerver_realmauditlog",
                        "zerver_realmemoji",
                        "analytics_usercount",
                        "avatars/records.json",
                        "emoji/records.json");
    }

    @Test
    void findsWhatWasChangedAfterTheExport() throws IOException {
        Path archive = exports.copy(exports.consent());
        manifest(archive, "");
        assertHonest(audit(archive, "--approvals", exports.approvals("zulip", consented(exports.consent()))));

        Files.writeString(archive.resolve("stats.json"), " ", StandardOpenOption.APPEND);
        Files.delete(archive.resolve("migration_status.json"));
        Files.copy(archive.resolve(MESSAGES), archive.resolve("messages-000003.json"));

        exports.assertFound(
                archive,
                "realmferry.json stats.json: checksum mismatch: the file differs from the exported one",
                "realmferry.json migration_status.json: the manifest lists this file, but it is missing",
                "realmferry.json messages-000003.json: the manifest does not list this file");
    }

    @Test
    void aManifestSaysHowTheOthersWereTreatedAndWithWhichList() throws IOException {
        Path archive = exports.copy(exports.consent());
        manifest(archive, ",\"approvals\":{\"unapproved\":\"omit\",\"sha256\":\"00\"}");

        Ran ran = audit(archive, "--approvals", exports.approvals("zulip", consented(exports.consent())));

        assertThat(ran.out())
                .contains("the others omitted", "Note: the export used a different approval list")
                .contains("zerver_userprofile_mirrordummy 6: id names the user 6, who is not approved");
    }

    @Test
    void whoIsNotInTheArchiveIsANote() throws IOException {
        Set<Long> approved = new TreeSet<>(consented(exports.consent()));
        approved.add(4711L);

        Ran ran = audit(exports.consent(), "--approvals", exports.approvals("zulip", approved));

        assertHonest(ran);
        assertThat(ran.out()).contains("Note: 1 name of the list is not in the archive.");
    }

    @Test
    void saysItInJson() throws IOException {
        Path archive =
                exports.planted(REALM_FILE, file -> user(file, UNAPPROVED).put("is_active", true));

        Ran ran = audit(archive, "--mode", "consent", "--json");

        List<Map<String, Object>> lines =
                ran.out().lines().map(Json::parse).map(Json::object).toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .containsEntry("type", "exception")
                .containsEntry("table", "zerver_userprofile_mirrordummy")
                .containsEntry("id", String.valueOf(UNAPPROVED));
        assertThat(lines.get(1)).containsEntry("type", "summary").containsEntry("exceptions", 1L);
        assertThat(ran.status()).isOne();
    }

    @Test
    void refusesADamagedArchive() throws IOException {
        Path archive = exports.copy(exports.consent());
        Files.writeString(archive.resolve(MESSAGES), "{\"zerver_message\": [{\"id\": 1, \"id\": 2}]}");
        assertDamaged(archive, "messages-000001.json: line 1 is not valid JSON: duplicate key");

        Files.writeString(archive.resolve(MESSAGES), "{\"zerver_message\": [{\"id\": 1");
        assertDamaged(archive, "messages-000001.json: line 1 is not valid JSON: it can't be parsed");

        Files.writeString(archive.resolve(MESSAGES), "{\"zerver_message\": [{\"id\": \"1\"}]}");
        assertDamaged(archive, "messages-000001.json: zerver_message row 1: id is not a number");

        Files.writeString(archive.resolve(MESSAGES), "{\"zerver_message\": 3}");
        assertDamaged(archive, "messages-000001.json: it is not a list of rows in zerver_message");

        Files.delete(archive.resolve(REALM_FILE));
        assertDamaged(archive, "realm.json is missing");
    }

    @Test
    void tellsEverythingThatIsWrongWithTheCommandLine() {
        Ran ran =
                Ran.command(List.of("audit", exports.folder() + "/nowhere", "--mode", "full", "--unapproved", "drop"));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains(
                        "nowhere does not exist",
                        "--mode full is neither public nor consent",
                        "--unapproved drop is neither placeholder nor omit");
        assertThat(Ran.command(List.of("audit", exports.consent().toString())).err())
                .contains("--approvals and --mode are both missing");
    }
}
