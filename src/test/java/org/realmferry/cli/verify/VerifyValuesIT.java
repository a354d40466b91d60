/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.realmferry.cli.ArchiveEdits.edit;
import static org.realmferry.cli.ArchiveEdits.rows;
import static org.realmferry.cli.VerifiedArchives.FIRST;
import static org.realmferry.cli.VerifiedArchives.REALM;
import static org.realmferry.cli.VerifiedArchives.assertFound;
import static org.realmferry.cli.VerifiedArchives.verify;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedArchives;
import org.realmferry.cli.VerifiedArchives;
import org.realmferry.sample.Json;

/** Values that PostgreSQL or Zulip's importer doesn't take are found in Zulip's own archives, by table, id and column. */
@ExtendWith(SharedArchives.class)
class VerifyValuesIT {
    private final VerifiedArchives archives;

    VerifyValuesIT(VerifiedArchives archives) {
        this.archives = archives;
    }

    @Test
    void findsNumbersOutOfTheRangeOfTheirColumns() throws IOException {
        assertValue(REALM, "zerver_realm", "org_type", 40_000L, "org_type is 40000, out of the range of smallint");
        assertValue(
                REALM,
                "zerver_realm",
                "message_retention_days",
                3_000_000_000L,
                "message_retention_days is 3000000000, out of the range of integer");
        assertValue(
                REALM,
                "zerver_subscription",
                "id",
                BigInteger.TEN.pow(20),
                "id is 100000000000000000000, out of the range of bigint");
    }

    @Test
    void findsValuesOfOtherKindsAndNulls() throws IOException {
        assertValue(
                REALM,
                "zerver_subscription",
                "is_user_active",
                null,
                "is_user_active is null, but its column is not nullable");
        assertValue(REALM, "zerver_subscription", "is_user_active", "yes", "is_user_active is neither true nor false");
        assertValue(FIRST, "zerver_message", "content", null, "content is null, but its column is not nullable");
        assertValue(
                REALM, "zerver_realm", "org_type", "ten", "org_type is not an integer, but its column has the type");
        assertValue(FIRST, "zerver_message", "subject", "x".repeat(61), "subject has 61 characters");
    }

    @Test
    void findsTimesThatPythonCannotHold() throws IOException {
        assertValue(
                FIRST, "zerver_message", "date_sent", 253_402_300_800L, "date_sent is 253402300800, outside the years");
        assertValue(REALM, "zerver_realm", "date_created", -62_135_596_801L, "outside the years 1 to 9999");

        assertValue(
                FIRST,
                "zerver_message",
                "edit_history",
                "[{\"timestamp\":1e12}]",
                "edit_history has the timestamp 1e12, no time of the years 1 to 9999");
        assertValue(
                REALM,
                "zerver_realmauditlog",
                "extra_data",
                Map.of("token", Map.of("expires_at", -1_000_000_000_000L)),
                "extra_data has the expires_at -1000000000000, no time");

        Path archive = archives.edited(
                archives.zulips(),
                FIRST,
                file -> rows(file, "zerver_message").get(3).put("date_sent", 1e17));
        Ran audit = Ran.command(List.of("audit", archive.toString(), "--mode", "public"));
        assertThat(audit.text()).contains("date_sent is not a time of the years 1 to 9999");
    }

    @Test
    void findsTextsThatPostgresDoesNotTake() throws IOException {
        assertText("\\u0000", "content has the character \\u0000");
        assertText("\\ud83d", "content has half of a surrogate pair");
        assertText("\\ude00\\ud83d", "content has half of a surrogate pair");

        Path fine = replaced("\\ud83d\\ude00 \\\\u0000 \ud83d\ude00");
        assertThat(verify(fine)).isEmpty();
    }

    @Test
    void findsAByteOrderMark() throws IOException {
        Path archive = archives.copy(archives.zulips());
        Files.writeString(
                archive.resolve(REALM), "\ufeff" + Files.readString(archive.resolve(REALM)), StandardCharsets.UTF_8);

        assertThat(assertFound(archive, "value", REALM).get("message"))
                .asString()
                .contains("byte-order mark");
    }

    private void assertText(String escaped, String message) throws IOException {
        Path archive = replaced(escaped);
        assertThat(verify(archive))
                .hasSize(1)
                .first()
                .satisfies(finding -> assertThat(finding)
                        .containsEntry("kind", "value")
                        .containsEntry("table", "zerver_message")
                        .containsEntry("id", id(archive, FIRST, "zerver_message"))
                        .hasEntrySatisfying(
                                "message",
                                told -> assertThat(String.valueOf(told)).startsWith(message)));
    }

    /** An archive with this in the text of a message, as JSON has it. */
    private Path replaced(String escaped) throws IOException {
        Path archive = archives.edited(
                archives.zulips(),
                FIRST,
                file -> rows(file, "zerver_message").get(3).put("content", "PUT-HERE"));
        String text = Files.readString(archive.resolve(FIRST));
        Files.writeString(archive.resolve(FIRST), text.replace("PUT-HERE", "a" + escaped + "b"));
        return archive;
    }

    private void assertValue(String file, String table, String field, @Nullable Object value, String message)
            throws IOException {
        Path archive = archives.copy(archives.zulips());
        int row = file.equals(FIRST) ? 3 : 0;
        String id = String.valueOf(
                rows(Json.read(archive.resolve(file)), table).get(row).get("id"));
        edit(archive, file, json -> rows(json, table).get(row).put(field, value));

        List<Map<String, Object>> findings = verify(archive);

        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding)
                    .containsEntry("kind", "value")
                    .containsEntry("file", file)
                    .containsEntry("table", table);
            assertThat(String.valueOf(finding.get("message"))).contains(message);
            if (!field.equals("id")) {
                assertThat(finding).containsEntry("id", id);
            }
        });
    }

    private static String id(Path archive, String file, String table) {
        try {
            return String.valueOf(
                    rows(Json.read(archive.resolve(file)), table).get(3).get("id"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
