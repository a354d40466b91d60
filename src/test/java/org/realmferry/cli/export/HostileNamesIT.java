/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.S3Source;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.Folders;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;
import org.realmferry.sample.S3Server;
import software.amazon.awssdk.core.exception.SdkException;

/** A hundred names that rows may hold: none leads out of the archive, from a local folder or from S3. */
@TestInstance(Lifecycle.PER_CLASS)
class HostileNamesIT {
    private static final String ROOM = "5/AbCdEfGhIjKlMnOpQrStUvWx/";
    private static final int LEAST = 100;

    @AutoClose
    private S3Source source;

    private S3Server s3;
    private Path folder;
    private Path uploads = Path.of("");
    private List<String> names = List.of();

    @BeforeAll
    void fill(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        source = S3Source.start(folder);
        s3 = source.s3();
        names = hostile();
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(LEAST);
        try (Connection connection =
                source.database().server().connect(source.database().database())) {
            insert(connection, names);
        }
        uploads = RealServer.ofZulip11().unpackUploads(folder.resolve("uploads"));
        for (String name : names) {
            if (isPlain(name)) {
                Path file = uploads.resolve("files").resolve(name);
                if (!Files.exists(file) && isFree(file)) {
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, "hostile");
                }
                put(name);
            }
        }
        // What a name without care would read, or write to.
        Files.writeString(folder.resolve("secret.txt"), "of the machine");
        source.configuration(s3.endpoint().toString());
    }

    private static List<String> hostile() {
        List<String> names = new ArrayList<>();
        for (int depth = 1; depth <= 12; depth++) {
            names.add("../".repeat(depth) + "secret.txt");
            names.add("5/" + "../".repeat(depth) + "etc/cron.d/evil");
            names.add("5/x/" + "../".repeat(depth));
        }
        for (String root :
                List.of("/", "//", "/tmp/", "/etc/", "/proc/self/", "file:///", "~/", "C:\\", "\\\\host\\c$\\")) {
            names.add(root + "evil.txt");
        }
        names.addAll(List.of(
                "",
                ".",
                "..",
                "./x",
                "5/.",
                "5/..",
                "5//x",
                "5/x/",
                "5/./x",
                "records.json",
                "records.json/x",
                "5\\..\\x"));
        for (int length : List.of(256, 300, 1000, 1025, 2047, 2049, 4095, 4096)) {
            names.add("5/" + "n".repeat(length - 2));
            names.add(("5/" + "d/".repeat(length)).substring(0, length - 1) + "f");
            names.add("5/" + "é".repeat(length / 2));
        }
        for (int control : List.of(1, 7, 8, 9, 10, 13, 27, 127, 0x85, 0x2028, 0x202e, 0xfeff, 0x200b)) {
            names.add(ROOM + "c" + Character.toString(control) + "[2Jx" + control);
        }
        names.addAll(List.of(
                ROOM + "Case.txt",
                ROOM + "case.txt",
                ROOM + "CASE.TXT",
                ROOM + "caf\u00e9.txt",
                ROOM + "cafe\u0301.txt",
                ROOM + "CAFE\u0301.txt",
                ROOM + "\ufb01le",
                ROOM + "file",
                ROOM + "I.txt",
                ROOM + "\u0131.txt",
                ROOM + "i.txt",
                ROOM + "stra\u00dfe",
                ROOM + "STRASSE",
                ROOM + "folder",
                ROOM + "folder/file",
                ROOM + "folder/file/deeper",
                ROOM + ".tmp-01234567-1",
                ROOM + ".lock",
                ROOM + "realmferry.json",
                ROOM + "records.json",
                ROOM + "aux",
                ROOM + "con.txt",
                ROOM + "name.",
                ROOM + "name ",
                ROOM + "-rf",
                ROOM + "$(id)",
                ROOM + "`id`",
                ROOM + "a;b|c&d",
                ROOM + "%2e%2e%2fx",
                ROOM + "x?versionId=null",
                ROOM + "x#y",
                ROOM + "x+y z",
                ROOM + "\ud83d\ude00"));
        return names;
    }

    /** Attachments of a message of the realm, each with one of the names. */
    private static void insert(Connection connection, List<String> names) throws SQLException {
        String columns =
                "file_name, create_time, owner_id, realm_id, is_realm_public, is_web_public, size, content_type";
        String like = " FROM zulip.zerver_attachment WHERE path_id LIKE '5/%sched.txt'";
        try (PreparedStatement row = connection.prepareStatement("INSERT INTO zulip.zerver_attachment (path_id, "
                        + columns + ") SELECT ?, " + columns.replace("size", "7") + like + " RETURNING id");
                PreparedStatement link = connection.prepareStatement(
                        "INSERT INTO zulip.zerver_attachment_messages (attachment_id, message_id)"
                                + " SELECT ?, min(m.message_id) FROM zulip.zerver_attachment_messages m"
                                + " JOIN zulip.zerver_attachment a ON a.id = m.attachment_id WHERE a.realm_id = 5")) {
            for (String name : names) {
                row.setString(1, name);
                try (var rows = row.executeQuery()) {
                    rows.next();
                    link.setLong(1, rows.getLong(1));
                }
                link.executeUpdate();
            }
        }
    }

    private static boolean isPlain(String name) {
        return name.startsWith(ROOM);
    }

    /** A file can't lie below a file. */
    private boolean isFree(Path file) {
        return Stream.iterate(file.getParent(), parent -> parent.startsWith(uploads), Path::getParent)
                .noneMatch(Files::isRegularFile);
    }

    private void put(String name) {
        try {
            s3.put(
                    S3Server.UPLOADS,
                    name,
                    "hostile".getBytes(StandardCharsets.UTF_8),
                    "text/plain",
                    Map.of("user_profile_id", "67", "realm_id", "5"));
        } catch (SdkException e) {
            // What this S3 doesn't take is missing in it.
        }
    }

    @Test
    void nothingIsWrittenOutsideFromALocalFolder() throws IOException {
        Path run = folder.resolve("a").resolve("b").resolve("local");
        Set<Path> before = everything(run);
        ExportOutcome outcome = export(run);

        assertThat(outcome.status()).as(outcome.text()).isOne();
        assertInside(run, before);
        assertThat(outcome.text().chars().filter(c -> c < ' ' && c != '\n')).isEmpty();

        // Of a finished run nothing may go when its command is given again.
        export(run);
        assertInside(run, before);
        // Nor when it is brought up to date, which mends what a process left.
        assertThat(Ran.command(List.of("refresh", run.toString())).status()).isOne();
        assertInside(run, before);
    }

    private ExportOutcome export(Path run) throws IOException {
        return ExportOutcome.of(
                source.database().server().uri(source.database().database()),
                uploads,
                source.database().salt(),
                run,
                List.of("--realm", "lear"));
    }

    @Test
    void nothingIsWrittenOutsideFromS3() throws IOException {
        Path run = folder.resolve("c").resolve("d").resolve("s3");
        Set<Path> before = everything(run);
        Ran ran = source.export(run, "--realm", "lear");

        assertThat(ran.status()).as(ran.text()).isOne();
        assertInside(run, before);
        assertThat(ran.text().chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
    }

    /** Each name's file is there under this very name, or it is a finding and its row stays behind. */
    private void assertInside(Path run, Set<Path> before) throws IOException {
        assertThat(everything(run)).isEqualTo(before);
        Path set = run.resolve("lear").resolve("uploads");
        Set<String> files = new TreeSet<>();
        for (Path file : Folders.files(set)) {
            files.add(set.relativize(file).toString());
            assertThat(Files.isSymbolicLink(file)).isFalse();
        }
        List<String> findings = Json.readLines(run.resolve("findings.jsonl")).stream()
                .map(finding -> String.valueOf(finding.get("message")))
                .toList();
        Map<String, Object> tables = Json.object(Json.read(run.resolve("lear").resolve("attachment.json")));
        List<String> rows = Json.objects(tables.get("zerver_attachment")).stream()
                .map(row -> String.valueOf(row.get("path_id")))
                .toList();
        int there = 0;
        for (String name : names) {
            boolean told = findings.stream().anyMatch(message -> message.contains(name + " in the "));
            boolean written = !name.equals("records.json") && files.contains(name);
            assertThat(written).as("written " + name).isEqualTo(rows.contains(name));
            assertThat(told).as("told " + name).isEqualTo(!written);
            there += written ? 1 : 0;
        }
        assertThat(there).isGreaterThan(30);
    }

    /** All that lies in the test's folder but for the run itself. */
    private Set<Path> everything(Path run) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            Set<Path> paths =
                    new TreeSet<>(all.filter(path -> !path.startsWith(run)).toList());
            paths.removeIf(path -> path.startsWith(folder.resolve("a")) || path.startsWith(folder.resolve("c")));
            return paths;
        }
    }
}
