/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.Checksum;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.Folders;

/** What a run goes on with is found by id: a name may belong to another realm or user by then. */
@ExtendWith(SharedSource.class)
class IdentityIT {
    private static final String RENAME = "UPDATE zulip.zerver_realm SET string_id = 'orchid' WHERE string_id = 'acme'";

    /** As Zulip's own renaming leaves it behind. */
    private static final String PLACEHOLDER = "INSERT INTO zulip.zerver_realm SELECT (jsonb_populate_record(r,"
            + " jsonb_build_object('id', 9000, 'uuid', gen_random_uuid(), 'string_id', 'acme', 'deactivated', true))).*"
            + " FROM zulip.zerver_realm r WHERE string_id = 'orchid'";

    private static final String SWAP_ADDRESSES =
            "UPDATE zulip.zerver_userprofile u SET delivery_email = other.delivery_email,"
                    + " email = other.email FROM zulip.zerver_userprofile other WHERE u.realm_id = other.realm_id AND"
                    + " (u.delivery_email, other.delivery_email) IN (('owner@acme.example.com', 'user1@acme.example.com'),"
                    + " ('user1@acme.example.com', 'owner@acme.example.com'))";

    private final SourceServer source;

    @TempDir
    private Path folder;

    IdentityIT(SourceServer source) {
        this.source = source;
    }

    @Test
    void aRefreshRefusesARealmThatTookTheNameOfAnother() throws IOException, SQLException {
        Path run = exported("placeholder");
        source.execute("placeholder", RENAME, PLACEHOLDER);
        Map<String, String> before = archive(run);

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains("the archive acme of this run is of the realm acme (id " + idOf("acme")
                        + "), which is now called orchid; the name now belongs to the realm acme (id 9000)")
                .contains(
                        "Its archive stays unchanged. Choose a new --output for the realm or user on the server now.");
        assertThat(archive(run)).isEqualTo(before);
    }

    @Test
    void anUnfinishedRunRefusesItToo() throws IOException, SQLException {
        Path run = exported("resumed");
        withoutLines(run, "\"type\":\"finished\"");
        source.execute("resumed", RENAME, PLACEHOLDER);
        Map<String, String> before = archive(run);

        Ran ran = export("resumed", run);

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("which is now called orchid; the name now belongs to the realm acme (id 9000)");
        assertThat(archive(run)).isEqualTo(before);
    }

    @Test
    void aRunThatTookNoNoteOfItsRealmsIsToldByItsManifests() throws IOException, SQLException {
        Path run = exported("noted");
        withoutLines(run, "\"type\":\"identity\"");
        source.execute("noted", RENAME, PLACEHOLDER);

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("which is now called orchid; the name now belongs to the realm acme (id 9000)");
    }

    @Test
    void aRefreshSaysWhatARenamedRealmIsCalledNow() throws IOException, SQLException {
        Path run = exported("renamed");
        source.execute("renamed", RENAME);

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("the realm acme (id " + idOf("acme") + ") is now called orchid");
    }

    @Test
    void anotherServersRealmOfTheSameNameAndIdIsRefused() throws IOException, SQLException {
        Path run = exported("remade");
        source.execute("remade", "UPDATE zulip.zerver_realm SET uuid = gen_random_uuid() WHERE string_id = 'acme'");

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("which is gone; the name now belongs to the realm acme");
    }

    @Test
    void theArchiveOfARealmThatIsGoneStaysUntilItIsToBeRemoved() throws IOException, SQLException {
        source.copyDatabase("gone");
        Path run = folder.resolve("run");
        assertThat(all("gone", run).status()).isZero();
        removeRealm("gone", "acme");
        Map<String, String> before = archive(run);

        Ran dry = Ran.command(List.of("refresh", run.toString(), "--dry-run"));
        Ran ran = Ran.command(List.of("refresh", run.toString()));
        Ran again = Ran.command(List.of("refresh", run.toString()));

        String told = "the realm acme (id " + idOf("acme") + ") is gone from the server; its archive stays unchanged";
        assertThat(dry.status()).isOne();
        assertThat(dry.out()).contains(told);
        assertThat(ran.status()).as(ran.text()).isOne();
        assertThat(ran.out()).contains("finding: acme: acme: " + told);
        assertThat(again.status()).isOne();
        assertThat(archive(run)).isEqualTo(before);
        Ran verified = Ran.command(List.of("verify", run.toString()));
        assertThat(verified.status()).as(verified.text()).isZero();

        Ran removed = Ran.command(List.of("refresh", run.toString(), "--remove-gone"));

        assertThat(removed.status()).as(removed.text()).isZero();
        assertThat(run.resolve("acme")).doesNotExist();
        assertThat(Ran.command(List.of("verify", run.toString())).status()).isZero();
        assertThat(Ran.command(List.of("refresh", run.toString())).status()).isZero();
    }

    @Test
    void theOtherRealmsOfAListAreRefreshedWhereOneIsGone() throws IOException, SQLException {
        source.copyDatabase("listed");
        Path run = folder.resolve("run");
        assertThat(export("listed", run, "--realm", "harbor").status()).isZero();
        removeRealm("listed", "acme");
        source.execute("listed", "UPDATE zulip.zerver_realm SET description = 'other' WHERE string_id = 'harbor'");

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).as(ran.text()).isOne();
        assertThat(ran.out()).contains("is gone from the server; its archive stays unchanged");
        assertThat(ExportedArchive.read(run.resolve("harbor"))
                        .rows("zerver_realm")
                        .get(0))
                .containsEntry("description", "other");
        assertThat(run.resolve("acme/realmferry.json")).exists();
    }

    @Test
    void aRunOfWhichTheServerHasNothingIsRefused() throws IOException, SQLException {
        Path run = exported("nothing");
        removeRealm("nothing", "acme");

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains("No realm or user of this run is on the server: check the name of the database.");
        assertThat(run.resolve("acme/realmferry.json")).exists();
    }

    @Test
    void aRealmThatWasRenamedMeanwhileHasBothArchives() throws IOException, SQLException {
        source.copyDatabase("twice");
        Path run = folder.resolve("run");
        assertThat(all("twice", run).status()).isZero();
        source.execute("twice", RENAME);

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).as(ran.text()).isOne();
        assertThat(ran.out()).contains("is now called orchid; its archive stays unchanged");
        assertThat(run.resolve("acme/realmferry.json")).exists();
        assertThat(run.resolve("orchid/realmferry.json")).exists();
    }

    @Test
    void aRefreshRefusesAUserWhoTookTheAddressOfAnother() throws IOException, SQLException {
        source.copyDatabase("address");
        Path run = folder.resolve("run");
        assertThat(export("address", run, "--user", "acme:owner@acme.example.com")
                        .status())
                .isZero();
        String owner = user("address", "owner@acme.example.com");
        source.execute("address", SWAP_ADDRESSES);
        Map<String, String> before = archive(run);

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).as(ran.text()).isEqualTo(2);
        assertThat(ran.err())
                .contains("the archive users/acme/owner@acme.example.com of this run is of the user"
                        + " owner@acme.example.com (id " + owner + ") of the realm acme, who now has the address"
                        + " user1@acme.example.com; the name now belongs to the user owner@acme.example.com (id ");
        assertThat(archive(run)).isEqualTo(before);
    }

    @Test
    void aUserWhoIsNamedByIdKeepsTheFolderOfTheFirstAddress() throws IOException, SQLException {
        source.copyDatabase("byid");
        Path run = folder.resolve("run");
        String owner = user("byid", "owner@acme.example.com");
        assertThat(export("byid", run, "--user", "acme:" + owner).status()).isZero();
        source.execute(
                "byid",
                "UPDATE zulip.zerver_userprofile SET delivery_email = 'new@acme.example.com' WHERE id = " + owner);

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
        Path archive = run.resolve("users/acme/owner@acme.example.com");
        assertThat(archive.resolveSibling("new@acme.example.com")).doesNotExist();
        assertThat(Files.readString(archive.resolve("user.json"))).contains("new@acme.example.com");
    }

    @Test
    void theArchiveOfAUserWhoIsGoneStays() throws IOException, SQLException {
        source.copyDatabase("userless");
        Path run = folder.resolve("run");
        assertThat(export("userless", run, "--user", "acme:user1@acme.example.com")
                        .status())
                .isZero();
        source.execute(
                "userless",
                "SET session_replication_role = replica; DELETE FROM zulip.zerver_userprofile"
                        + " WHERE delivery_email = 'user1@acme.example.com'");

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).as(ran.text()).isOne();
        assertThat(ran.out())
                .contains("the user user1@acme.example.com (id ")
                .contains(" is gone from the server; its archive stays unchanged");
        assertThat(run.resolve("users/acme/user1@acme.example.com/realmferry.json"))
                .exists();
    }

    @Test
    void aListOfApprovalsWhoseAddressIsAnotherUsersNowIsRefused() throws IOException, SQLException {
        source.copyDatabase("approved");
        Path run = folder.resolve("run");
        Path list = Files.writeString(
                folder.resolve("list.csv"), "realm,user,decision\nacme,owner@acme.example.com,approved\n");
        String[] options = {"--mode", "consent", "--approvals", list.toString()};
        assertThat(export("approved", run, options).status()).isZero();
        String owner = user("approved", "owner@acme.example.com");
        source.execute("approved", SWAP_ADDRESSES);

        Ran ran = Ran.command(List.of("refresh", run.toString()));

        assertThat(ran.status()).as(ran.text()).isEqualTo(2);
        assertThat(ran.err())
                .contains("the approval list names owner@acme.example.com, who had the user id " + owner
                        + " in the realm acme when this run began and has the user id ");
    }

    private Path exported(String database) throws SQLException {
        source.copyDatabase(database);
        Path run = folder.resolve("run");
        Ran ran = export(database, run);
        assertThat(ran.status()).as(ran.text()).isZero();
        return run;
    }

    private Ran export(String database, Path run, String... options) {
        return Ran.command(source.export(database, source.uploads(), run, options));
    }

    private Ran all(String database, Path run) {
        List<String> words = new ArrayList<>(source.export(database, source.uploads(), run));
        int realm = words.indexOf("--realm");
        words.set(realm, "--all-realms");
        words.remove(realm + 1);
        return Ran.command(words);
    }

    private void removeRealm(String database, String name) throws SQLException {
        source.execute(
                database,
                "SET session_replication_role = replica; DELETE FROM zulip.zerver_realm WHERE string_id = '" + name
                        + "'");
    }

    private String idOf(String realm) throws SQLException {
        return source.query(
                        SourceServer.DATABASE, "SELECT id FROM zulip.zerver_realm WHERE string_id = '" + realm + "'")
                .get(0);
    }

    private String user(String database, String address) throws SQLException {
        return source.query(
                        database, "SELECT id FROM zulip.zerver_userprofile WHERE delivery_email = '" + address + "'")
                .get(0);
    }

    private static Map<String, String> archive(Path run) throws IOException {
        Map<String, String> checksums = new TreeMap<>();
        for (Path file : Folders.files(run.resolve("acme"))) {
            checksums.put(run.relativize(file).toString(), Checksum.of(Files.readAllBytes(file)));
        }
        assertThat(checksums).isNotEmpty();
        return checksums;
    }

    private static void withoutLines(Path run, String text) throws IOException {
        Path journal = run.resolve("journal.jsonl");
        Files.write(
                journal,
                Files.readAllLines(journal).stream()
                        .filter(line -> !line.contains(text))
                        .toList());
    }
}
