/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

@TestInstance(Lifecycle.PER_CLASS)
class SampleServerIT {
    private static final long SEED = 7;

    /** Of each column: its name, type, whether it may be null, and whether it counts itself up. */
    private static final String CATALOG = """
            SELECT c.relname || '.' || a.attname,
                   format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || a.attidentity::text
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = 'zulip'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
            """;

    /** Where the pictures of each person are, without their suffixes, as the database's own SHA-256 has it. */
    private static final String AVATARS = """
            SELECT 'avatars/' || realm_id || '/' ||
                   left(encode(sha256(convert_to(id || ':' || avatar_version || ':%s', 'UTF8')), 'hex'), 40), email
            FROM zulip.zerver_userprofile WHERE avatar_source = 'U'
            """;

    private final Schema schema = SampleDdl.schema();
    private EmbeddedServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    void start() throws IOException {
        server = EmbeddedServer.start();
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @Test
    void theSameSeedGivesTheSameRowsAndFiles() throws IOException, SQLException {
        SampleServer first = create("first", SEED);
        SampleServer second = create("second", SEED);
        SampleServer other = create("other", SEED + 1);

        assertThat(digests("second")).isEqualTo(digests("first"));
        assertThat(digests("other")).isNotEqualTo(digests("first"));
        assertThat(second.realms()).isEqualTo(first.realms());
        assertThat(files(second)).isEqualTo(files(first)).isNotEqualTo(files(other));
    }

    @Test
    void everyTableButTwoOfDjangoAndThatOfVotesHasRowsThatCanBeAddedTo() throws IOException, SQLException {
        SampleServer sample = create("complete", SEED);

        assertThat(sample.realms())
                .extracting(SampleServer.RealmTotals::messages)
                .satisfies(counts -> assertThat(
                                counts.stream().mapToInt(Integer::intValue).sum())
                        .isEqualTo(SampleSize.tiny().messages()));
        Map<String, String> counts = query("complete", eachTable("count(*)"));
        assertThat(counts.entrySet())
                .filteredOn(entry -> entry.getValue().equals("0"))
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder(
                        "zerver_submessage", "zerver_userprofile_groups", "zerver_userprofile_user_permissions");
        assertThat(query(
                        "complete",
                        "INSERT INTO zulip.zerver_recipient (type, type_id) VALUES (9, 1) RETURNING 'id', id"))
                .containsEntry("id", String.valueOf(Integer.parseInt(counts.get("zerver_recipient")) + 1));
    }

    @Test
    void theTablesAreThoseOfARealServer() throws IOException, SQLException {
        Path dump = Shared.fixtures().resolve("zulip-11-dev").resolve("server.sql.gz");
        create("ours", SEED);
        server.createDatabase("real");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(dump));
                Connection connection = server.connect("real");
                Statement statement = connection.createStatement()) {
            statement.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }

        Map<String, String> ours = query("ours", CATALOG);
        Map<String, String> real = query("real", CATALOG);
        real.keySet()
                .removeIf(
                        column -> schema.table(column.replaceFirst("\\..*", "")).isEmpty());
        assertThat(ours).isEqualTo(real);
    }

    @Test
    void theServerIsReachedByUnixSocketToo() {
        assertThat(server.socketDirectory().resolve(".s.PGSQL." + server.port()))
                .exists();
    }

    @Test
    void everyAttachmentHasItsFileAndEveryAvatarItsPictures() throws IOException, SQLException {
        SampleServer sample = create("filed", SEED);

        Path files = sample.uploads().resolve("files");
        assertThat(query("filed", "SELECT path_id, size FROM zulip.zerver_attachment"))
                .allSatisfy((path, size) -> assertThat(files.resolve(path)).hasSize(Long.parseLong(size)));
        assertThat(query("filed", AVATARS.formatted(SampleServer.AVATAR_SALT)))
                .isNotEmpty()
                .allSatisfy((path, email) -> {
                    assertThat(sample.uploads().resolve(path + ".png")).isNotEmptyFile();
                    assertThat(sample.uploads().resolve(path + ".original")).isNotEmptyFile();
                });
    }

    @Test
    void allSecretsCanBeSearchedFor() throws IOException, SQLException {
        create("secretive", SEED);

        assertThat(query("secretive", "SELECT id, password FROM zulip.zerver_userprofile"))
                .allSatisfy((id, password) ->
                        assertThat(password).startsWith("pbkdf2_sha256$").contains("SECRET-PASSWORD"));
        assertThat(query("secretive", "SELECT id, api_key FROM zulip.zerver_userprofile"))
                .allSatisfy((id, key) ->
                        assertThat(key).startsWith("SECRETAPIKEY" + id).hasSize(32));
    }

    @Test
    void hostRulesOfATestGoBeforeTheServersOwn() throws IOException, SQLException {
        server.createDatabase("closed");
        server.putHostRules(List.of("host closed all 127.0.0.1/32 reject"));

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> server.connect("closed").close())
                .withMessageContaining("pg_hba.conf rejects");
    }

    private SampleServer create(String database, long seed) throws IOException, SQLException {
        server.createDatabase(database);
        try (Connection connection = server.connect(database)) {
            return SampleServer.create(
                    connection, Files.createDirectory(folder.resolve(database)), SampleSize.tiny(), seed);
        }
    }

    private Map<String, String> digests(String database) throws SQLException {
        return query(database, eachTable("coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), 'empty')"));
    }

    private String eachTable(String aggregate) {
        List<String> queries = schema.inOrder().stream()
                .map(Table::name)
                .map(name -> "SELECT '" + name + "', (" + aggregate + ")::text FROM zulip." + name + " t")
                .toList();
        return String.join(" UNION ALL ", queries);
    }

    private Map<String, String> query(String database, String sql) throws SQLException {
        Map<String, String> answer = new TreeMap<>();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                answer.put(rows.getString(1), rows.getString(2));
            }
        }
        return answer;
    }

    private static Map<String, String> files(SampleServer sample) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path file : Folders.files(sample.uploads())) {
            CRC32 crc = new CRC32();
            crc.update(Files.readAllBytes(file));
            files.put(
                    sample.uploads().relativize(file).toString(),
                    HexFormat.of().toHexDigits(crc.getValue()) + " " + Files.getLastModifiedTime(file));
        }
        return files;
    }
}
