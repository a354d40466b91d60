/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.realmferry.source.AdvisoryKey;
import org.realmferry.source.CopyIn;
import org.realmferry.source.IdRange;
import org.realmferry.source.Target;
import org.realmferry.source.TargetSession;

/** Transactions, COPY, statements, ids and locks of sessions that write. */
class TargetSessionIT {
    private static TargetDatabase database;
    private static Target target;

    private TargetSession session;

    @BeforeAll
    static void startServer() throws IOException, SQLException {
        database = TargetDatabase.start();
        target = database.target();
    }

    @AfterAll
    static void stopServer() throws IOException {
        target.close();
        database.close();
    }

    @BeforeEach
    void openSession() throws SQLException {
        database.execute("TRUNCATE zulip.zerver_client, zulip.zerver_huddle, zulip.zerver_customprofilefield CASCADE");
        session = target.session();
    }

    @AfterEach
    void leavesNoConnection() throws SQLException {
        session.close();
        String left = "SELECT pid FROM pg_stat_activity WHERE application_name = 'realmferry import'";
        while (!database.texts(left).isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void copiesEveryEscapeOfTheTextFormat() throws SQLException {
        List<String> lines = List.of(
                "1\t\\\\ \\t \\n \\r \\b \\f \\v",
                "2\t\\N",
                "3\t",
                "4\tnull",
                "5\t\\\\.",
                "6\tgrün 😀 \"'%",
                "7\t" + "x".repeat(200_000));
        session.execute("", "ALTER TABLE zulip.zerver_client ALTER name TYPE text, ALTER name DROP NOT NULL");
        session.begin();
        long rows = copy("zerver_client", List.of("id", "name"), String.join("\n", lines) + "\n", 7);
        session.commit();

        assertThat(rows).isEqualTo(7);
        assertThat(database.texts("SELECT name FROM zulip.zerver_client ORDER BY id"))
                .containsExactly(
                        "\\ \t \n \r \b \f \u000b", "null", "", "null", "\\.", "grün 😀 \"'%", "x".repeat(200_000));
        assertThat(database.texts("SELECT id FROM zulip.zerver_client WHERE name IS NULL"))
                .containsExactly("2");
    }

    @Test
    void copiesInPiecesOfAnySize() throws SQLException {
        StringBuilder text = new StringBuilder();
        LongStream.range(0, 50_000)
                .forEach(id -> text.append(id).append("\tclient ").append(id).append('\n'));
        for (int size : new int[] {999, 65_536, 65_537, 400_000}) {
            session.begin();
            assertThat(copy("zerver_client", List.of("id", "name"), text.toString(), size))
                    .isEqualTo(50_000);
            assertThat(session.execute("", "SELECT FROM zerver_client WHERE name = 'client ' || id"))
                    .isEqualTo(50_000);
            session.rollback();
        }
    }

    @Test
    void quotesNamesThatAreWordsOfSql() throws SQLException {
        database.execute("ALTER TABLE zulip.zerver_customprofilefield DISABLE TRIGGER ALL");
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        target.schema()
                .table("zerver_customprofilefield")
                .orElseThrow()
                .columns()
                .forEach(column -> {
                    columns.add(column.name());
                    values.add(column.type().equals("boolean") ? "t" : "7");
                });
        assertThat(columns).contains("order");
        session.begin();
        assertThat(copy("zerver_customprofilefield", columns, String.join("\t", values) + "\n", 10))
                .isEqualTo(1);
        session.rollback();
    }

    @Test
    void rollsEverythingBack() throws SQLException {
        session.begin();
        copy("zerver_client", List.of("id", "name"), "1\ta\n", 9);
        session.execute("zerver_client", "INSERT INTO zerver_client (id, name) VALUES (?, ?)", 2L, "b");
        session.rollback();
        session.rollback();

        assertThat(count()).isZero();
        session.begin();
        session.execute("zerver_client", "INSERT INTO zerver_client (id, name) VALUES (?, ?)", 3L, "c");
        session.close();
        assertThat(count()).isZero();
    }

    @Test
    void aCopyThatIsNotEndedWritesNothing() throws SQLException {
        session.begin();
        try (CopyIn copy = session.copyInto("zerver_client", List.of("id", "name"))) {
            byte[] line = "1\ta\n".getBytes(StandardCharsets.UTF_8);
            copy.write(line, 0, line.length);
        }
        assertThatThrownBy(() -> session.execute("", "SELECT")).hasMessageContaining("transaction is aborted");
        session.rollback();

        assertThat(count()).isZero();
        assertThat(session.execute("", "SELECT")).isEqualTo(1);
    }

    @Test
    void bindsValuesApartFromTheStatement() throws SQLException {
        String hostile = "'; DROP TABLE x; -- $1 ? \\";
        session.execute(
                "zerver_client", "INSERT INTO zerver_client (id, name) VALUES (?, ?), (?, ?)", 1L, hostile, 2, "b");
        session.execute("", "CREATE TEMP TABLE kinds (number bigint, text text, truth boolean, json jsonb)");
        session.execute("kinds", "INSERT INTO kinds VALUES (?, ?, ?, ?::jsonb)", null, null, null, "{\"a\": 1}");
        session.execute("kinds", "INSERT INTO kinds VALUES (?, ?, ?, ?)", 9L, "t", true, null);

        assertThat(database.texts("SELECT name FROM zulip.zerver_client WHERE id = 1"))
                .containsExactly(hostile);
        assertThat(session.execute("", "SELECT FROM kinds WHERE truth AND number = ?", 9L))
                .isEqualTo(1);
        assertThat(session.execute("", "SELECT FROM kinds WHERE json ?? 'a' AND text IS NULL"))
                .isEqualTo(1);
        assertThat(session.execute("", "SELECT FROM zerver_client WHERE id = ANY (?)", new long[] {1, 2, 3}))
                .isEqualTo(2);
        assertThat(session.execute(
                        "", "DELETE FROM zerver_client WHERE name = ANY (?)", (Object) new String[] {hostile}))
                .isEqualTo(1);
    }

    @Test
    void readsItsOwnRows() {
        session.begin();
        copy("zerver_client", List.of("id", "name"), "5\tfive\n", 9);
        List<String> names = new ArrayList<>();
        session.read("zerver_client", "SELECT name FROM zerver_client", row -> names.add(row.text(0)));
        session.rollback();

        assertThat(names).containsExactly("five");
    }

    @Test
    void drawsIdsWithoutGapsAsOneRange() {
        List<IdRange> first = session.draw("zerver_message", 1_200_000);
        List<IdRange> second = session.draw("zerver_message", 3);

        assertThat(first).hasSize(1);
        assertThat(first.get(0).last() - first.get(0).first()).isEqualTo(1_199_999);
        assertThat(second)
                .containsExactly(
                        new IdRange(first.get(0).last() + 1, first.get(0).last() + 3));
        assertThat(session.draw("zerver_message", 0)).isEmpty();
    }

    @Test
    void twoSessionsDrawAtOnceInTurn() {
        List<IdRange> ranges;
        try (TargetSession other = target.session()) {
            var drawn = CompletableFuture.supplyAsync(() -> other.draw("zerver_usermessage", 200_000));
            var own = session.draw("zerver_usermessage", 200_000);
            ranges = Stream.concat(own.stream(), drawn.join().stream()).toList();
        }
        assertThat(ranges).hasSize(2);
        assertThat(ids(ranges).distinct().count()).isEqualTo(400_000);
    }

    @Test
    void givesTheIslandsThatAnotherDrawerLeaves() throws Exception {
        String next = "SELECT nextval('zulip.zerver_reaction_id_seq') FROM generate_series(1, 300000)";
        var zulip = CompletableFuture.supplyAsync(() -> {
            try {
                return database.texts(next);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        List<Long> drawn = new ArrayList<>();
        while (!zulip.isDone()) {
            List<IdRange> ranges = session.draw("zerver_reaction", 5_000);
            assertThat(ids(ranges).boxed()).isSorted().hasSize(5_000);
            ids(ranges).forEach(drawn::add);
        }
        List<Long> others = zulip.get().stream().map(Long::valueOf).toList();

        assertThat(drawn).doesNotHaveDuplicates().isSorted();
        assertThat(Stream.concat(drawn.stream(), others.stream()).distinct().count())
                .isEqualTo(drawn.size() + others.size());
    }

    @Test
    void givesSingleIdsOfASequenceThatSkips() throws SQLException {
        database.execute("ALTER SEQUENCE zulip.zerver_alertword_id_seq INCREMENT BY 2 RESTART WITH 10");

        assertThat(session.draw("zerver_alertword", 3))
                .containsExactly(new IdRange(10, 10), new IdRange(12, 12), new IdRange(14, 14));
    }

    @Test
    void givesSingleIdsOfASequenceThatCountsDown() throws SQLException {
        database.execute("ALTER SEQUENCE zulip.zerver_service_id_seq INCREMENT BY -1 MINVALUE 1 RESTART WITH 50");

        assertThat(session.draw("zerver_service", 1)).containsExactly(new IdRange(50, 50));
        assertThat(ids(session.draw("zerver_service", 3))).containsExactly(47L, 48L, 49L);
    }

    @Test
    void locksARealmsNameForOneSession() {
        long key = AdvisoryKey.ofRealm("acme");
        try (TargetSession other = target.session()) {
            assertThat(other.tryLock(key)).isTrue();
            assertThat(session.tryLock(key)).isFalse();
            assertThat(session.tryLock(AdvisoryKey.ofRealm("orchard"))).isTrue();
            other.unlock(key);
            assertThat(session.tryLock(key)).isTrue();
            assertThatThrownBy(() -> other.unlock(key)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void transactionsDoNotNest() {
        assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.copyInto("zerver_client", List.of("id")))
                .isInstanceOf(IllegalStateException.class);
        session.begin();
        assertThatThrownBy(session::begin).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.draw("zerver_client", 1)).isInstanceOf(IllegalStateException.class);
        session.commit();
    }

    private long copy(String table, List<String> columns, String lines, int size) {
        byte[] data = lines.getBytes(StandardCharsets.UTF_8);
        try (CopyIn copy = session.copyInto(table, columns)) {
            for (int from = 0; from < data.length; from += size) {
                copy.write(data, from, Math.min(size, data.length - from));
            }
            return copy.end();
        }
    }

    private static LongStream ids(List<IdRange> ranges) {
        return ranges.stream().flatMapToLong(range -> LongStream.rangeClosed(range.first(), range.last()));
    }

    private static long count() throws SQLException {
        return Long.parseLong(
                database.texts("SELECT count(*) FROM zulip.zerver_client").get(0));
    }
}
