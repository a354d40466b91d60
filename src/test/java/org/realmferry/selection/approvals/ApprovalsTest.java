/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmUser;
import org.realmferry.selection.UserNames;
import org.realmferry.selection.approvals.Approvals.Line;
import org.realmferry.selection.approvals.Approvals.Resolved;

class ApprovalsTest {
    private static final Realm ACME = new Realm(2, "acme", "Acme Corporation", false);
    private static final Realm ROOT = new Realm(4, "", "Root", false);
    private static final String HEADER = "realm,user,decision\n";

    @TempDir
    private Path folder;

    @Test
    void readsRealmUserAndDecision() throws IOException {
        Approvals approvals = read(HEADER + "acme,ann@acme.example,approved\nacme,12,denied\n_realm-4,13,pending");

        assertThat(approvals.lines())
                .containsExactly(
                        new Line(2, "acme", "ann@acme.example", TransferDecision.APPROVED),
                        new Line(3, "acme", "12", TransferDecision.DENIED),
                        new Line(4, "_realm-4", "13", TransferDecision.PENDING));
    }

    @Test
    void namesTheFileByItsChecksum() throws IOException {
        // printf 'realm,user,decision\n' | sha256sum
        assertThat(read(HEADER).sha256()).isEqualTo("4a35ce3cfaa02cc4524e99ba0fc18545fec27f2c692d554601852c95159819be");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "realm,user,decision\nacme,12,approved\n",
                "\uFEFFrealm,user,decision\r\nacme,12,approved\r\n",
                "\n \n  Decision , NOTE,User,\"REALM\"\n APPROVED ,\"a, b\",12, acme \n\n",
                "\"realm\",\"user\",\"decision\"\r\n\"acme\",\"12\",\"Approved\"",
                """
                realm,user,decision,decided_at,decided_by,note,name,role,active,bot,last_activity,consent
                acme,12,approved,,,,"Ann ""A"" Smith",member,yes,,2025-03-31,no
                """
            })
    void theFormMayVary(String text) throws IOException {
        assertThat(read(text).in(ACME, List.of(person(12))).approved()).containsExactly(12L);
    }

    @Test
    void aLineHasTheNumberThatAnEditorShows() throws IOException {
        Approvals approvals = read(
                "\r\nrealm,user,\"decision\",note\r\n"
                        + "acme,1,denied,\"two\r\nlines\"\r\n\r\nacme,2,denied,\"\"\"\"\nacme,3,denied,\"a\n\n\nb\"\nacme,4,denied,");

        assertThat(approvals.lines()).extracting(Line::number).containsExactly(3L, 6L, 7L, 11L);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        Failure failure =
                failure("realm,user,decision\nacme,1\nacme,2,maybe\nacme, ,\nacme,3,approved\nacme,1,denied,x\n");

        assertThat(failure.status()).isEqualTo(ExitStatus.COMMAND_LINE);
        assertThat(failure.problems())
                .containsExactly(
                        file() + ", line 2: there are 2 cells where the header has 3",
                        file() + ", line 3: \"maybe\" is not a decision; use approved, denied or pending",
                        file() + ", line 4: the user is empty",
                        file() + ", line 4: \"\" is not a decision; use approved, denied or pending",
                        file() + ", line 6: there are 4 cells where the header has 3");
        assertThat(failure.remedy()).contains("realm, user, decision", "approvals init");
    }

    @Test
    void aWrongHeaderDoesNotHideWhatElseIsWrong() {
        assertThat(failure("realm,User,user,e-mail,\nacme,1,2,3,4\nacme\nacme,,2,3,4\n")
                        .problems())
                .containsExactly(
                        file() + ", line 1: the column user is duplicated",
                        file() + ", line 1: unknown columns: \"e-mail\", \"\"; allowed are realm, user, decision,"
                                + " decided_at, decided_by, note, name, role, active, bot, last_activity, consent",
                        file() + ", line 1: the column decision is missing",
                        file() + ", line 3: there are 1 cells where the header has 5",
                        file() + ", line 4: the user is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"realm;user;decision\nacme;1;approved\n", "\"realm\";\"user\";\"decision\"\n"})
    void semicolonsAreToldByTheirName(String text) {
        assertThat(failure(text).problems())
                .containsExactly(file() + ", line 1: the header seems to be separated by semicolons; use commas");
    }

    @Test
    void tabsAreToldByTheirName() {
        assertThat(failure("\nrealm\tuser\tdecision\n").problems())
                .containsExactly(file() + ", line 2: the header seems to be separated by tabs; use commas");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme,\"3,approved\nacme,4,approved\n", "acme,\"3\" or so,approved\nacme,4,denied\n"})
    void quotesThatDontMatchEndTheReading(String lines) {
        assertThat(failure(HEADER + "acme,1,no\n\n" + lines).problems())
                .hasSize(2)
                .first()
                .asString()
                .contains("line 2: \"no\" is not a decision");
        assertThat(failure(HEADER + lines).problems()).first().asString().contains("line 2: unbalanced quotes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF", "\r\n  \n"})
    void anEmptyFileIsRefused(String text) {
        assertThat(failure(text).problems()).containsExactly(file() + ", line 1: the file is empty: it has no header");
    }

    @Test
    void aFileInAnotherEncodingIsRefused() throws IOException {
        Files.write(file(), (HEADER + "acme,1,denied\nacme,müller,denied").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(failure().problems()).containsExactly(file() + ", line 3: the text is not valid UTF-8");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        assertThat(failure().problems())
                .containsExactly("the approval list " + file() + " can't be read: there is no such file");
        Files.createDirectory(file());
        assertThat(failure().problems()).first().asString().contains("can't be read: Is a directory");
    }

    @Test
    void eachLineOfAnUnknownRealmIsTold() throws IOException {
        Approvals approvals =
                read(HEADER + "acmee,1,denied\nacme,1,denied\n_realm-4,1,denied\n_realm-2,1,denied\nacmee,2,denied\n");

        assertThat(approvals.unknownRealms(List.of(ACME, ROOT)))
                .containsExactly(
                        "line 2: there is no realm \"acmee\" on this server; did you mean: acme",
                        "line 5: there is no realm \"_realm-2\" on this server",
                        "line 6: there is no realm \"acmee\" on this server; did you mean: acme");
    }

    @Test
    void aUserIsFoundByIdOrEitherEmailInAnyCase() throws IOException {
        RealmUser hidden = new RealmUser(14, "user14@acme.example", "Real@home.example", false, OptionalLong.empty());

        Resolved resolved = resolve(
                """
                acme,12,approved
                acme,ANN13@acme.example,denied
                acme,real@HOME.example,approved
                acme,15@acme.example,pending
                orchard,12,denied
                """,
                person(12),
                person(13),
                hidden,
                new RealmUser(15, "15@acme.example", "", false, OptionalLong.empty()));

        assertThat(resolved.problems()).isEmpty();
        assertThat(resolved.unknown()).isEmpty();
        assertThat(resolved.decisions())
                .isEqualTo(Map.of(
                        12L,
                        TransferDecision.APPROVED,
                        13L,
                        TransferDecision.DENIED,
                        14L,
                        TransferDecision.APPROVED,
                        15L,
                        TransferDecision.PENDING));
        assertThat(resolved.approved()).containsExactly(12L, 14L);
    }

    @Test
    void theAddressOfDeliveryWinsOverTheOther() throws IOException {
        RealmUser visible = new RealmUser(12, "x@acme.example", "y@acme.example", false, OptionalLong.empty());
        RealmUser delivered = new RealmUser(13, "y@acme.example", "x@acme.example", false, OptionalLong.empty());

        assertThat(resolve("acme,x@acme.example,approved", visible, delivered).approved())
                .containsExactly(13L);
    }

    @Test
    void theRealmAtTheRootDomainIsNamedByItsFolder() throws IOException {
        assertThat(read(HEADER + "_realm-4,12,approved")
                        .in(ROOT, List.of(person(12)))
                        .approved())
                .containsExactly(12L);
    }

    @Test
    void theSameDecisionTwiceIsFine() throws IOException {
        Resolved resolved = resolve("acme,12,denied\nacme,ann12@acme.example,Denied", person(12));

        assertThat(resolved.problems()).isEmpty();
        assertThat(resolved.unknown()).isEmpty();
        assertThat(resolved.decisions()).isEqualTo(Map.of(12L, TransferDecision.DENIED));
    }

    @Test
    void unknownAmbiguousAndContradictoryUsersAreToldInTheOrderOfTheirLines() throws IOException {
        RealmUser twin = new RealmUser(14, "any", "ANN13@acme.example", false, OptionalLong.empty());

        Resolved resolved = resolve("""
                acme,ann12@acme.example,approved
                acme,nobody,denied
                acme,12,denied
                acme,NOBODY,approved
                acme,ann13@acme.example,approved
                acme,99999999999999999999,approved
                """, person(12), person(13), twin, bot(20, 12));

        assertThat(resolved.problems())
                .containsExactly(
                        "lines 2, 4: contradictory decisions on the user 12 (ann12@acme.example) of the realm acme:"
                                + " approved, denied",
                        "line 6: 2 users of the realm acme match \"ann13@acme.example\"; give the id of the right one"
                                + ": 13, 14");
        assertThat(resolved.unknown())
                .containsExactly(
                        "lines 3, 5: there is no user \"nobody\" in the realm acme",
                        "line 7: there is no user \"99999999999999999999\" in the realm acme");
        assertThat(resolved.decisions()).isEmpty();
        assertThat(resolved.approved()).isEmpty();
    }

    @Test
    void anUnlistedBotFollowsItsOwnerAndAListedOneDoesNot() throws IOException {
        Resolved resolved = resolve(
                "acme,12,approved\nacme,13,denied\nacme,21,denied\nacme,24,approved\n",
                person(12),
                person(13),
                person(14),
                bot(20, 12),
                bot(21, 12),
                bot(22, 13),
                bot(23, 20),
                bot(24, 13),
                bot(25, 14),
                bot(26, 99),
                new RealmUser(27, "", "", true, OptionalLong.empty()));

        assertThat(resolved.approved()).containsExactly(12L, 20L, 23L, 24L);
        assertThat(resolved.decisions()).containsOnlyKeys(12L, 13L, 20L, 21L, 22L, 23L, 24L);
        assertThat(resolved.decisions()).containsEntry(22L, TransferDecision.DENIED);
    }

    @Test
    void botsThatOwnEachOtherHaveNoDecision() throws IOException {
        Resolved resolved = resolve("acme,12,approved", person(12), bot(20, 21), bot(21, 20), bot(22, 22), bot(23, 20));

        assertThat(resolved.decisions()).containsOnlyKeys(12L);
    }

    @Test
    void aUserIsNamedSoThatTheNameLeadsBack() {
        List<RealmUser> users = List.of(
                person(12),
                delivered(13, "twin@acme.example"),
                delivered(14, "Twin@acme.example"),
                delivered(15, ""),
                delivered(16, "12"),
                delivered(17, "=1+1@acme.example"),
                delivered(18, "-x@acme.example"),
                delivered(19, " x@acme.example"),
                delivered(20, "x\n@acme.example"),
                delivered(21, "+49@acme.example"),
                delivered(22, "@acme.example"));
        UserNames names = new UserNames(users);

        assertThat(users.stream().map(names::nameOf))
                .containsExactly("ann12@acme.example", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22");
        assertThat(users).allMatch(user -> names.called(names.nameOf(user)).equals(List.of(user)));
    }

    private static RealmUser person(long id) {
        return delivered(id, "ann" + id + "@acme.example");
    }

    private static RealmUser delivered(long id, String email) {
        return new RealmUser(id, "user" + id + "@zulip.example", email, false, OptionalLong.empty());
    }

    private static RealmUser bot(long id, long owner) {
        return new RealmUser(id, "bot" + id, "bot" + id, true, OptionalLong.of(owner));
    }

    private Resolved resolve(String lines, RealmUser... users) throws IOException {
        return read(HEADER + lines).in(ACME, List.of(users));
    }

    private Approvals read(String text) throws IOException {
        Files.writeString(file(), text);
        return Approvals.read(file());
    }

    private Failure failure(String text) {
        try {
            Files.writeString(file(), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return failure();
    }

    private Failure failure() {
        return catchThrowableOfType(Failure.class, () -> Approvals.read(file()));
    }

    private Path file() {
        return folder.resolve("approvals.csv");
    }
}
