/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.sample.FoundThings;

/** Which values a column takes, by its type. */
class ValueChecksTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "zerver_stream ~ name ~ 'Rome'",
                "zerver_stream ~ invite_only ~ true",
                "zerver_stream ~ date_created ~ 1700000000.5",
                "zerver_stream ~ date_created ~ -62135596800",
                "zerver_stream ~ date_created ~ 253402300799.9",
                "zerver_stream ~ stream_post_policy ~ 32767",
                "zerver_stream ~ message_retention_days ~ null",
                "zerver_stream ~ message_retention_days ~ 2147483647",
                "zerver_stream ~ message_retention_days ~ -2147483648",
                "zerver_stream ~ message_retention_days ~ 1.0",
                "zerver_stream ~ message_retention_days ~ 1e3",
                "zerver_stream ~ message_retention_days ~ 0.0",
                "zerver_usermessage ~ id ~ 9007199254740993",
                "zerver_unknown ~ anything ~ {}",
                "zerver_stream ~ no_such_column ~ {}",
            })
    void isTaken(String table, String field, String value) throws IOException {
        assertThat(objections(table, field, value, true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "zerver_stream ~ invite_only ~ 1 ~ invite_only is neither true nor false",
                "zerver_stream ~ invite_only ~ 'true' ~ invite_only is neither true nor false",
                "zerver_stream ~ date_created ~ 253402300800 ~ date_created is 253402300800, outside the years 1 to"
                        + " 9999: Python can't represent it",
                "zerver_stream ~ date_created ~ -62135596801 ~ date_created is -62135596801, outside the years 1 to"
                        + " 9999: Python can't represent it",
                "zerver_stream ~ message_retention_days ~ 2147483648 ~ message_retention_days is 2147483648, out of the"
                        + " range of integer",
                "zerver_stream ~ message_retention_days ~ 2147483648.0 ~ message_retention_days is 2147483648.0, out of"
                        + " the range of integer",
                "zerver_stream ~ message_retention_days ~ -2147483649 ~ message_retention_days is -2147483649, out of"
                        + " the range of integer",
                "zerver_stream ~ message_retention_days ~ 99999999999999999999 ~ message_retention_days is"
                        + " 99999999999999999999, out of the range of integer",
                "zerver_stream ~ message_retention_days ~ 1.5 ~ message_retention_days is not an integer, but its column has the type integer",
                "zerver_stream ~ message_retention_days ~ 'x' ~ message_retention_days is not an integer, but its column has the type integer",
                "zerver_stream ~ stream_post_policy ~ 32768 ~ stream_post_policy is 32768, out of the range of"
                        + " smallint",
                "zerver_stream ~ name ~ null ~ name is null, but its column is not nullable",
            })
    void isRefused(String table, String field, String value, String objection) throws IOException {
        assertThat(objections(table, field, value, true)).containsExactly(objection);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "zerver_stream ~ name ~ null",
                "zerver_stream ~ invite_only ~ 1",
                "zerver_stream ~ message_retention_days ~ 'x'",
                "zerver_stream ~ message_retention_days ~ 1.5",
            })
    void mayHaveBeenRightInAnOlderRelease(String table, String field, String value) throws IOException {
        assertThat(objections(table, field, value, false)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "zerver_stream ~ message_retention_days ~ 2147483648",
                "zerver_stream ~ date_created ~ 253402300800",
            })
    void isRefusedOfAnyRelease(String table, String field, String value) throws IOException {
        assertThat(objections(table, field, value, false)).hasSize(1);
    }

    @Test
    void charactersAreCountedAndNotTheirHalves() throws IOException {
        String smiles = "\ud83d\ude00".repeat(60);

        assertThat(objections("zerver_stream", "name", "'" + smiles + "'", true))
                .isEmpty();
        assertThat(objections("zerver_stream", "name", "'" + smiles + "!'", true))
                .containsExactly("name has 61 characters, but its column allows 60");
    }

    @Test
    void aForeignKeyIsLeftToWhoFollowsIt() throws IOException {
        assertThat(objections("zerver_message", "sender", "'x'", true)).isEmpty();
        assertThat(objections("zerver_message", "sender", "null", true)).isEmpty();
    }

    private static List<String> objections(String table, String field, String value, boolean current)
            throws IOException {
        FoundThings found = new FoundThings();
        ReadRows.of(
                table.strip(),
                found,
                name -> TableCheck.ANYTHING,
                check -> check.ofValues(current),
                "[{'" + field.strip() + "':" + value.strip() + "}]");
        return found.messages();
    }
}
