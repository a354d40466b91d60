/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.OmittedUsers;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;

/** Who is omitted leaves no trace in rows and files, whoever that is. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class OmitIT {
    @AutoClose
    private EmbeddedServer server;

    private Map<String, ExportedServer> sources;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary, SourceServer sample) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        sources = Map.of(
                "real", ExportedServer.ofZulip11(server, folder, "zulip", "lear"),
                "sample", ExportedServer.ofSample(sample, "acme", "orchard", "harbor"));
    }

    @ParameterizedTest(name = "{0} server, seed {1}")
    @CsvSource({"real, 1", "real, 2", "sample, 3", "sample, 4"})
    void noRowTellsOfThoseWhoAreOmitted(String name, long seed) throws IOException, SQLException {
        ExportedServer source = source(name);
        Set<Long> approved = half(source, seed);
        Path run = export(source, "rows-" + name + seed, approved);

        for (String realm : source.realms()) {
            ExportedArchive archive = ExportedArchive.read(run.resolve(realm));
            OmittedUsers omitted = OmittedUsers.of(source, realm, approved);

            assertThat(omitted.ids()).isNotEmpty();
            assertThat(archive.ids("zerver_userprofile", "zerver_userprofile_mirrordummy"))
                    .isNotEmpty()
                    .isSubsetOf(approved);
            assertThat(omitted.traces(archive)).isEmpty();
            for (String set : List.of("uploads", "avatars", "emoji", "realm_icons")) {
                String records = Files.readString(archive.root().resolve(set).resolve("records.json"));
                assertThat(omitted.addresses().matcher(records).find()).isFalse();
            }
        }
    }

    /** The whole list, by the server's rows and folder, so that no file is there by accident. */
    @ParameterizedTest(name = "{0} server, seed {1}")
    @CsvSource({"real, 5", "real, 6", "sample, 7", "sample, 8"})
    void theFilesAreThoseOfApprovedUsersByNameAndByte(String name, long seed) throws IOException, SQLException {
        ExportedServer source = source(name);
        Set<Long> approved = half(source, seed);
        Path run = export(source, "files-" + name + seed, approved);
        long all = 0;

        for (String realm : source.realms()) {
            ExportedArchive archive = ExportedArchive.read(run.resolve(realm));
            Map<String, Path> expected = uploads(source, archive, approved);
            expected.putAll(pictures(source, realm, approved));
            long bytes = 0;
            for (Map.Entry<String, Path> file : expected.entrySet()) {
                assertThat(archive.root().resolve(file.getKey())).hasSameBinaryContentAs(file.getValue());
                bytes += Files.size(file.getValue());
            }
            assertThat(found(archive.root()).keySet()).isEqualTo(expected.keySet());
            assertThat(found(archive.root()).values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(bytes);
            all += bytes;
        }
        assertThat(all).isPositive();
    }

    private ExportedServer source(String name) {
        return Objects.requireNonNull(sources.get(name));
    }

    private static Set<Long> half(ExportedServer source, long seed) throws SQLException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Set<Long> approved = new TreeSet<>();
        for (String realm : source.realms()) {
            source.users(realm).stream().filter(user -> random.nextBoolean()).forEach(approved::add);
        }
        return approved;
    }

    private Path export(ExportedServer source, String name, Set<Long> approved) throws IOException, SQLException {
        Path list = source.writeApprovals(folder.resolve(name + ".csv"), approved);
        ExportOutcome outcome =
                source.export(folder.resolve(name), "--approvals", list.toString(), "--unapproved", "omit", "--force");
        assertThat(outcome.status()).as(outcome.text()).isZero();
        return folder.resolve(name);
    }

    /** Uploads of approved users that exported messages show, by the names that they have in an archive. */
    private static Map<String, Path> uploads(ExportedServer source, ExportedArchive archive, Set<Long> approved)
            throws SQLException {
        Map<String, Path> files = new TreeMap<>();
        source.texts("SELECT a.path_id FROM zulip.zerver_attachment a WHERE a.owner_id IN "
                        + OmittedUsers.list(approved)
                        + " AND (EXISTS (SELECT FROM zulip.zerver_attachment_messages m WHERE m.attachment_id = a.id"
                        + " AND m.message_id IN " + OmittedUsers.list(archive.ids("zerver_message"))
                        + ") OR EXISTS (SELECT FROM zulip.zerver_attachment_scheduled_messages m"
                        + " WHERE m.attachment_id = a.id AND m.scheduledmessage_id IN "
                        + OmittedUsers.list(archive.ids("zerver_scheduledmessage")) + "))")
                .forEach(path -> files.put(
                        "uploads/" + path, source.uploads().resolve("files").resolve(path)));
        return files;
    }

    /** Avatars and emoji of approved users, and the realm's icons, which are nobody's. */
    private static Map<String, Path> pictures(ExportedServer source, String realm, Set<Long> approved)
            throws IOException, SQLException {
        String id = source.texts("SELECT id FROM zulip.zerver_realm WHERE string_id = '" + realm + "'")
                .get(0);
        String salt = Files.readString(source.salt()).strip();
        Set<String> hashes = new TreeSet<>();
        source.texts("SELECT id || ':' || avatar_version FROM zulip.zerver_userprofile WHERE avatar_source <> 'G'"
                        + " AND realm_id = " + id + " AND id IN " + OmittedUsers.list(approved))
                .forEach(user -> hashes.add(hash(user + ":" + salt)));
        Set<String> emoji = new TreeSet<>(source.texts("SELECT file_name FROM zulip.zerver_realmemoji WHERE realm_id = "
                + id + " AND (author_id IS NULL OR author_id IN " + OmittedUsers.list(approved) + ")"));
        Path avatars = source.uploads().resolve("avatars");
        Map<String, Path> files = new TreeMap<>();
        for (Path file : Folders.files(avatars.resolve(id))) {
            String path = avatars.relativize(file).toString();
            String name = String.valueOf(file.getFileName());
            if (path.contains("/emoji/images/")) {
                if (emoji.contains(name.replaceFirst("\\.original$", ""))) {
                    files.put("emoji/" + path, file);
                }
            } else if (path.contains("/realm/")) {
                files.put("realm_icons/" + id + "/" + name, file);
            } else if (hashes.contains(name.replaceFirst("\\..*", ""))) {
                files.put("avatars/" + path, file);
            }
        }
        return files;
    }

    /** The files of users in an archive, with their sizes. */
    private static Map<String, Long> found(Path archive) throws IOException {
        Map<String, Long> files = new TreeMap<>();
        for (String set : List.of("uploads", "avatars", "emoji", "realm_icons")) {
            for (Path file : Folders.files(archive.resolve(set))) {
                if (!file.equals(archive.resolve(set).resolve("records.json"))) {
                    files.put(archive.relativize(file).toString(), Files.size(file));
                }
            }
        }
        return files;
    }

    /** What Zulip calls a picture. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 40);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
