/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableDescriptionTest {
    private static final List<String> LINES = List.of(
            "# a comment",
            "zerver_old until 1.9",
            "    id integer pk",
            "zerver_realm",
            "    id integer pk",
            "    domain varchar(40) until 1.5",
            "    uuid uuid null since 8",
            "    notifications_stream_id integer null -> zerver_stream since 1.4 until 8");

    @ParameterizedTest
    @CsvSource({
        "1.4.3, 2, id domain notifications_stream_id",
        "1.9.2, 2, id notifications_stream_id",
        "2.0.0, 1, id notifications_stream_id",
        "8.1, 1, id uuid notifications_stream_id",
        "9.0, 1, id uuid",
        "11.0-dev+git, 1, id uuid"
    })
    void aReleaseHasWhatWasThereAtItsTime(String version, int tables, String columns) {
        Schema schema = TableDescription.parse("zulip", LINES, version);

        assertThat(schema.tables()).hasSize(tables);
        assertThat(schema.table("zerver_realm").orElseThrow().columns())
                .extracting(Column::name)
                .containsExactly(columns.split(" ", -1));
    }

    @Test
    void withoutAReleaseEverythingIsThere() {
        Schema schema = TableDescription.parse("zulip", LINES);

        assertThat(schema.tables()).containsOnlyKeys("zerver_old", "zerver_realm");
        assertThat(schema.table("zerver_realm").flatMap(table -> table.column("notifications_stream_id")))
                .hasValueSatisfying(column -> {
                    assertThat(column.references()).contains("zerver_stream");
                    assertThat(column.nullable()).isTrue();
                });
        assertThat(schema.table("zerver_realm").orElseThrow().columns()).hasSize(4);
    }
}
