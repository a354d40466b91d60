/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;

/** Modes and lists of approvals that are wrong, and realms that nobody could run: refused before anything is written. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class ModeErrorsIT {
    private static final String OWNERS = " WHERE realm_id = 2 AND role = 100";
    private static final String ASK_AN_OWNER =
            "Ask an owner of the realm, or give --force and make an owner on the new server by hand.\n";
    private static final String CORRECT =
            "Correct the list; realmferry approvals init writes one with all users of a realm.\n";

    private final SourceServer source;

    private int copies;

    @TempDir
    private Path folder;

    ModeErrorsIT(SourceServer source) {
        this.source = source;
    }

    @ParameterizedTest
    @CsvSource({
        "consent, allow_private_data_export = false, consents to the export of private data",
        "consent, is_active = false, consents to the export of private data",
        "consent, is_bot = true, consents to the export of private data",
        "consent, is_mirror_dummy = true, consents to the export of private data",
        "public, email_address_visibility = 4, shows an e-mail address to at least the administrators",
        "public, is_active = false, shows an e-mail address to at least the administrators",
    })
    void aRealmWithoutAnOwnerIsRefused(String mode, String change, String why) throws SQLException {
        String database = copyWith("UPDATE zulip.zerver_userprofile SET " + change + OWNERS);

        assertRefused(
                run(database, "--mode", mode),
                "the realm acme would have no owner who can log in: no active one " + why,
                ASK_AN_OWNER);
        assertThat(run(database, "--mode", mode, "--force").status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"placeholder", "omit"})
    void aRealmWhoseOwnerIsNotApprovedIsRefused(String unapproved) throws IOException {
        Path list = write("acme,owner@acme.example.com,denied", "acme,user1@acme.example.com,approved");
        String[] options = {"--approvals", list.toString(), "--unapproved", unapproved};

        assertRefused(
                run(SourceServer.DATABASE, options),
                "the realm acme would have no owner who can log in: no active one is approved",
                ASK_AN_OWNER);
        String[] forced = Arrays.copyOf(options, options.length + 1);
        forced[options.length] = "--force";
        assertThat(run(SourceServer.DATABASE, forced).status()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "full, allow_private_data_export = false",
        "full, is_active = false",
        "consent, email_address_visibility = 4",
        "public, email_address_visibility = 3",
        "public, allow_private_data_export = false"
    })
    void anOwnerIsUsableInTheModeThatIsAskedFor(String mode, String change) throws SQLException {
        String database = copyWith("UPDATE zulip.zerver_userprofile SET " + change + OWNERS);

        Ran ran = run(database, "--mode", mode);

        assertThat(ran.status()).as(ran.text()).isZero();
    }

    @Test
    void optionsThatContradictEachOtherAreToldAtOnce() throws IOException {
        Path list = write("acme,owner@acme.example.com,approved");

        assertRefused(
                run(SourceServer.DATABASE, "--mode", "public", "--approvals", list.toString(), "--unapproved", "hide"),
                "--unapproved hide is not one of placeholder, omit",
                "--approvals selects whose private data to export, and --mode public contradicts it",
                "Give one of placeholder, omit.\nLeave one of them out.\n");
        assertRefused(
                run(SourceServer.DATABASE, "--mode", "all", "--unapproved", "omit"),
                "--mode all is not one of full, consent, public",
                "--unapproved is given without --approvals",
                "Give one of full, consent, public.\nGive --approvals FILE as well.\n");
        assertRefused(
                run(SourceServer.DATABASE, "--mode", "full", "--approvals", list.toString()),
                "--approvals selects whose private data to export, and --mode full contradicts it",
                "Leave one of them out.\n");
    }

    @Test
    void aListMayNameRealmsOfTheServerThatDontLeave() throws IOException {
        Path list = write(
                "acme,owner@acme.example.com,approved", "harbor,owner@harbor.example.com,pending", "", "acme,9,Denied");

        Ran ran = run(SourceServer.DATABASE, "--mode", "consent", "--approvals", list.toString());

        assertThat(ran.status()).as(ran.text()).isZero();
    }

    @Test
    void unknownRealmsAndUsersOfAListAreToldAtOnceByLine() throws IOException {
        Path list = write(
                "acme,owner@acme.example.com,approved",
                "acmee,owner@acme.example.com,approved",
                "acme,nobody@acme.example.com,denied",
                "harbor,owner@acme.example.com,approved",
                "acme,user1@acme.example.com,approved",
                "acme,USER1@acme.example.com,denied");

        assertRefused(
                run(SourceServer.DATABASE, "--approvals", list.toString()),
                "approval list, line 3: there is no realm \"acmee\" on this server; did you mean: acme",
                "approval list, line 4: there is no user \"nobody@acme.example.com\" in the realm acme",
                "approval list, lines 6, 7: contradictory decisions on the user 7 (user1@acme.example.com) of the realm acme:"
                        + " approved, denied",
                "approval list, line 5: there is no user \"owner@acme.example.com\" in the realm harbor",
                CORRECT);
    }

    @Test
    void wrongDecisionsAreToldTogetherWithUnknownUsers() throws IOException {
        Path list = write(
                "acme,owner@acme.example.com,aproved",
                "acme,user1@acme.example.com,maybe",
                "acme,nobody@acme.example.com,denied",
                "acme,,approved");

        assertRefused(
                run(SourceServer.DATABASE, "--approvals", list.toString()),
                list + ", line 2: \"aproved\" is not a decision; use approved, denied or pending",
                list + ", line 3: \"maybe\" is not a decision; use approved, denied or pending",
                list + ", line 5: the user is empty",
                "approval list, line 4: there is no user \"nobody@acme.example.com\" in the realm acme",
                "Correct the file, as CSV in UTF-8 separated by commas, with the columns realm, user, decision."
                        + " `realmferry approvals init` writes one to start with.\n" + CORRECT);
    }

    @Test
    void aListThatIsNotThereIsRefusedForThatAlone() throws SQLException {
        String database = copyWith("UPDATE zulip.zerver_userprofile SET allow_private_data_export = false" + OWNERS);

        assertRefused(
                run(database, "--approvals", folder.resolve("list.csv").toString()),
                "the approval list " + folder.resolve("list.csv") + " can't be read: there is no such file",
                "Give a file that this user can read. `realmferry approvals init` writes one to start with.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"consent", "public"})
    void aRealmWithoutSettingsForThoseWhoDontConsentIsRefused(String mode) throws SQLException {
        String database = copyWith("DELETE FROM zulip.zerver_realmuserdefault WHERE realm_id = 2");

        assertRefused(
                run(database, "--mode", mode),
                "the realm acme has no row in zerver_realmuserdefault, and so no default settings for users who don't consent",
                "Open the realm's settings for new users once, or export it with --mode full.\n");
    }

    private Ran run(String database, String... options) {
        return Ran.command(source.export(database, source.uploads(), folder.resolve("run"), options));
    }

    private String copyWith(String sql) throws SQLException {
        String database = "owners" + ++copies;
        source.copyDatabase(database);
        source.execute(database, sql);
        return database;
    }

    private Path write(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of("realm,user,decision"));
        all.addAll(List.of(lines));
        return Files.write(folder.resolve("approvals.csv"), all);
    }

    /** Takes the problems, and at last the remedies. */
    private void assertRefused(Ran ran, String... lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line.endsWith("\n") ? line : "realmferry: " + line + "\n");
        }
        assertThat(ran).isEqualTo(new Ran(2, "", text.toString()));
        assertThat(folder.resolve("run")).doesNotExist();
    }
}
