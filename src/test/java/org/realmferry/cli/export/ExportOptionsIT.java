/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.Json;
import org.realmferry.sample.SampleServer;

/** What the options of an export do. */
@ExtendWith(SharedSource.class)
class ExportOptionsIT {
    @TempDir
    private Path folder;

    @Test
    void allRealmsAreThoseButOfTheSystemBotsDeactivatedOnesToo(SourceServer source) throws SQLException {
        source.copyDatabase("deactivated");
        source.execute("deactivated", "UPDATE zulip.zerver_realm SET deactivated = true WHERE string_id = 'harbor'");

        Ran ran = Ran.command(allRealms(source.export("deactivated", source.uploads(), run())));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(run()).isDirectoryContaining("glob:**/{acme,orchard,harbor}");
        assertThat(run().resolve("harbor/realmferry.json")).exists();
        assertThat(run().resolve("zulipinternal")).doesNotExist();
    }

    @Test
    void zulipsOwnConfigurationSaysWhereEverythingIs(SourceServer source) throws IOException {
        Path config = writeConfig(source);

        Ran ran = Ran.command(
                List.of("export", "--zulip-config", config.toString(), "--all-realms", "--output", run().toString()));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(Json.read(run().resolve("acme/avatars/records.json")))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .isNotEmpty();
    }

    @Test
    void whatIsGivenByHandWinsOverZulipsConfiguration(SourceServer source) throws IOException {
        Path config = writeConfig(source);
        Path nothing = Files.createDirectory(folder.resolve("nothing"));
        Files.createDirectories(nothing.resolve("files"));

        Ran ran = Ran.command(List.of(
                "export",
                "--zulip-config",
                config.toString(),
                "--uploads",
                nothing.toString(),
                "--realm",
                "acme",
                "--output",
                run().toString()));

        assertThat(ran.status()).as(ran.text()).isEqualTo(1);
        assertThat(ran.out()).contains("in the uploads folder does not exist");
    }

    @Test
    void anArchiveIsTheSameInALocaleWithOtherDigits(SourceServer source) throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Ran.command(source.export(run())).status()).isZero();
        } finally {
            Locale.setDefault(before);
        }

        assertThat(run().resolve("acme/messages-000001.json")).exists();
        assertThat(Files.readString(run().resolve("acme/migration_status.json")))
                .containsPattern("\\([0-9]+ squashed");
    }

    @Test
    void twoEmojiOfOneFileHaveARecordEach(SourceServer source) throws IOException, SQLException {
        source.copyDatabase("emoji");
        source.execute("emoji", """
                INSERT INTO zulip.zerver_realmemoji (name, file_name, is_animated, deactivated, realm_id)
                SELECT 'twin', file_name, is_animated, true, realm_id FROM zulip.zerver_realmemoji
                WHERE realm_id = 2 ORDER BY id LIMIT 1
                """);

        Ran ran = Ran.command(source.export("emoji", source.uploads(), run()));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(Json.objects(Json.read(run().resolve("acme/emoji/records.json"))))
                .filteredOn(record -> "twin".equals(record.get("name")))
                .hasSize(2);
    }

    @Test
    void aDryRunCountsWhatTheExportThenWritesAndWritesNothing(SourceServer source) throws IOException {
        List<String> dry = new ArrayList<>(allRealms(source.export(run())));
        dry.addAll(List.of("--dry-run", "--json"));

        Ran estimate = Ran.command(dry);
        assertThat(estimate.status()).as(estimate.text()).isZero();
        assertThat(run()).doesNotExist();

        Ran export = Ran.command(allRealms(source.export(run())));
        assertThat(export.status()).as(export.text()).isZero();
        for (String realm : List.of("acme", "orchard", "harbor")) {
            Map<?, ?> line = line(estimate, "\"realm\":\"" + realm + "\"");
            Map<?, ?> manifest = Json.object(Json.read(run().resolve(realm).resolve("realmferry.json")));
            Map<Object, Object> rows = new TreeMap<>((Map<?, ?>) manifest.get("rows"));
            assertThat(rows.remove("records")).isEqualTo(line.get("files"));
            assertThat(new TreeMap<>((Map<?, ?>) line.get("rows"))).isEqualTo(rows);
            long bytes = bytes(run().resolve(realm));
            assertThat((Long) line.get("estimated_bytes")).isBetween(bytes * 8 / 10, bytes * 12 / 10);
        }
        assertThat(line(estimate, "\"summary\"").get("fits")).isEqualTo(true);
    }

    @Test
    void programsReadALineForEachRealmAndASummaryAtTheEnd(SourceServer source) {
        Ran ran = Ran.command(source.export(run(), "--json", "--realm", "harbor"));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().lines()).allMatch(line -> line.startsWith("{\"type\":\""));
        assertThat(line(ran, "\"realm\":\"harbor\"").get("messages")).isInstanceOf(Long.class);
        assertThat(ran.out().lines().reduce((first, last) -> last).orElse("")).startsWith("{\"type\":\"summary\"");
    }

    @Test
    void theReportNamesEachRealmAndIsLeftInTheRunDirectory(SourceServer source) throws IOException {
        Ran ran = Ran.command(source.export(run(), "--realm", "harbor"));

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(ran.out().lines().findFirst().orElse(""))
                .matches("realm +messages +usermessages +other rows +files +bytes +seconds +findings");
        assertThat(ran.out().lines()).anyMatch(line -> line.matches("acme +[0-9,]+ .*"));
        assertThat(ran.out().lines()).anyMatch(line -> line.matches("harbor +[0-9,]+ .*"));
        assertThat(Files.readString(run().resolve("report.txt"))).isEqualTo(ran.out());
    }

    @Test
    void rulesSayWhatLeavesWhatStaysAndWhy() {
        Ran all = Ran.command(List.of("rules"));
        Ran one = Ran.command(List.of("rules", "zerver_userprofile"));
        Ran none = Ran.command(List.of("rules", "zerver_nothing"));

        assertThat(all.status()).isZero();
        assertThat(all.out())
                .contains("PUBLIC REALM DATA", "FILE-RELATED DATA", "stay (unsent and private): zerver_draft");
        assertThat(one.out())
                .contains(
                        "without password, api_key (a secret)",
                        "user_permissions = ",
                        "zerver_userprofile of a user: leave with a single user where t.id = :user");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("no rule knows the table zerver_nothing");
    }

    private Path run() {
        return folder.resolve("run");
    }

    private static List<String> allRealms(List<String> words) {
        List<String> changed = new ArrayList<>(words);
        int realm = changed.indexOf("--realm");
        changed.remove(realm);
        changed.set(realm, "--all-realms");
        return changed;
    }

    private Path writeConfig(SourceServer source) throws IOException {
        Path config = Files.createDirectory(folder.resolve("etc"));
        int port = URI.create(source.server().uri(SourceServer.DATABASE)).getPort();
        Files.writeString(
                config.resolve("settings.py"),
                "REMOTE_POSTGRES_HOST = \"127.0.0.1\"\nREMOTE_POSTGRES_PORT = " + port
                        + "\nREMOTE_POSTGRES_SSLMODE = 'disable'\nLOCAL_UPLOADS_DIR = \"" + source.uploads() + "\"\n");
        Files.writeString(config.resolve("zulip.conf"), "[postgresql]\ndatabase_user = " + EmbeddedServer.USER + "\n");
        Files.writeString(
                config.resolve("zulip-secrets.conf"),
                "[secrets]\npostgres_password = any\navatar_salt = " + SampleServer.AVATAR_SALT + "\n");
        return config;
    }

    private static Map<?, ?> line(Ran ran, String with) {
        String line =
                ran.out().lines().filter(l -> l.contains(with)).findFirst().orElseThrow();
        return Json.object(Json.parse(line));
    }

    private static long bytes(Path archive) throws IOException {
        try (var files = Files.walk(archive)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
