/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.IdBitmap;
import org.realmferry.sample.FoundThings;
import org.realmferry.schema.ZulipTables;

/** Fields that name rows name such as the archive has. */
class ReferenceChecksTest {
    private final TableIds ids = new TableIds();

    @BeforeEach
    void make() {
        ids.of(ZulipTables.USERS).addLong(1);
        ids.of(ZulipTables.MIRROR_DUMMIES).addLong(2);
        ids.of(ZulipTables.SYSTEM_BOTS).addLong(3);
        ids.of("zerver_recipient").addLong(10);
        ids.of("zerver_stream").addLong(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "zerver_message ~ sender ~ 1",
                "zerver_message ~ sender ~ 2",
                "zerver_message ~ sender ~ 3",
                "zerver_message ~ recipient ~ 10",
                "zerver_message ~ recipient ~ 11",
                "zerver_stream ~ creator ~ null",
                "zerver_defaultstream ~ stream ~ 20",
                "zerver_stream ~ name ~ 'x'",
                "zerver_unknown ~ other ~ 99",
                "zerver_userprofile_crossrealm ~ bot_owner ~ 99",
            })
    void isFine(String table, String field, String value) throws IOException {
        assertThat(objections(checks(true, false), table, field, value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "zerver_message ~ sender ~ 9 ~ DANGLING: sender refers to 9, but the archive has no such row of"
                        + " zerver_userprofile",
                "zerver_subscription ~ recipient ~ 11 ~ DANGLING: recipient refers to 11, but the archive has no such row"
                        + " of zerver_recipient",
                "zerver_message ~ sender ~ null ~ MALFORMED: sender is not an id",
                "zerver_message ~ sender ~ '1' ~ MALFORMED: sender is not an id",
                "zerver_defaultstream ~ stream ~ 1.5 ~ MALFORMED: stream is not an id",
                "zerver_unknown ~ stream ~ 99 ~ DANGLING: stream refers to 99, but the archive has no such row of"
                        + " zerver_stream",
            })
    void isTold(String table, String field, String value, String objection) throws IOException {
        assertThat(objections(checks(true, false), table, field, value)).containsExactly(objection);
    }

    @Test
    void ofOlderReleasesANullMayHaveBeenRight() throws IOException {
        assertThat(objections(checks(false, false), "zerver_message", "sender", "null"))
                .isEmpty();
        assertThat(objections(checks(false, false), "zerver_message", "sender", "9"))
                .hasSize(1);
        assertThat(objections(checks(false, false), "zerver_stream", "creator", "9"))
                .as("a field that older releases have not")
                .isEmpty();
    }

    @Test
    void aSingleUsersRowsNameMuchThatIsNotThere() throws IOException {
        assertThat(objections(checks(true, true), "zerver_message", "sender", "9"))
                .isEmpty();
        assertThat(objections(checks(true, true), "zerver_subscription", "recipient", "9"))
                .hasSize(1);
    }

    @Test
    void whereNotAllIdsAreKnownNothingIsFollowed() throws IOException {
        ReferenceChecks checks = new ReferenceChecks(ids, new IdBitmap(), true, false, false);

        assertThat(objections(checks, "zerver_message", "sender", "9")).isEmpty();
        assertThat(checks.has("zerver_stream", 99)).isTrue();
        assertThat(check(checks.to("messages", "zerver_message"), "[99]")).isEmpty();
    }

    @Test
    void theIdsAreThoseOfTheBeginning() {
        ReferenceChecks checks = checks(true, false);

        assertThat(checks.has("zerver_stream", 20)).isTrue();
        assertThat(checks.has("zerver_stream", 21)).isFalse();
        assertThat(checks.has("zerver_huddle", 20)).isFalse();
        assertThat(checks.has(ZulipTables.USERS, 3)).isTrue();
    }

    @Test
    void eachIdOfAListIsFollowed() throws IOException {
        assertThat(check(checks(true, false).to("streams", "zerver_stream"), "[20,21,20,22]"))
                .containsExactly(
                        "DANGLING: streams refers to 21, but the archive has no such row of zerver_stream",
                        "DANGLING: streams refers to 22, but the archive has no such row of zerver_stream");
        assertThat(check(checks(true, false).to("streams", "zerver_stream"), "[]"))
                .isEmpty();
    }

    @Test
    void aListOfSomethingElseIsTold() throws IOException {
        assertThat(check(checks(true, false).to("streams", "zerver_stream"), "[20,{'a':[1]},'x']"))
                .containsExactly("MALFORMED: streams is not a list of ids");
        assertThat(check(checks(true, false).to("streams", "zerver_stream"), "null"))
                .containsExactly("MALFORMED: streams is not an id");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, false", "1, 9, true", "2, 20, false", "2, 21, true", "3, 5, true"})
    void aRecipientStandsForARowOfItsType(int type, long target, boolean dangling) throws IOException {
        FoundThings found = new FoundThings();

        recipient(found, false, type, target);

        assertThat(!found.all().isEmpty()).isEqualTo(dangling);
    }

    @Test
    void aRecipientHasOneOfThreeTypes() throws IOException {
        FoundThings found = new FoundThings();

        recipient(found, false, 4, 1);

        assertThat(found.messages()).containsExactly("type is not 1, 2 or 3");
    }

    @Test
    void ofASingleUserOnlyChannelsAreThere() throws IOException {
        FoundThings found = new FoundThings();

        recipient(found, true, 1, 99);
        recipient(found, true, 2, 99);

        assertThat(found.messages())
                .containsExactly("type_id refers to 99, but the archive has no such row of zerver_stream");
    }

    private void recipient(FoundThings found, boolean singleUser, int type, long target) throws IOException {
        ReadRows.of(
                "zerver_recipient",
                found,
                name -> TableCheck.ANYTHING,
                table -> new RecipientTarget(checks(true, false), singleUser).in(table),
                "[{'id':1,'type':" + type + ",'type_id':" + target + "}]");
    }

    private ReferenceChecks checks(boolean current, boolean singleUser) {
        return new ReferenceChecks(ids, IdBitmap.bitmapOf(11), current, singleUser, true);
    }

    private static List<String> objections(ReferenceChecks checks, String table, String field, String value)
            throws IOException {
        return check(checks.of(table.strip(), field.strip()), value.strip());
    }

    private static List<String> check(FieldCheck check, String value) throws IOException {
        FoundThings found = new FoundThings();
        ReadRows.of("t", found, name -> check, table -> {}, "[{'field':" + value + "}]");
        return found.all().stream()
                .map(one -> one.kind().name() + ": " + one.message())
                .toList();
    }
}
