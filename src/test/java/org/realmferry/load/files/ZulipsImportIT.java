/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.Checksum;
import org.realmferry.Secret;
import org.realmferry.archive.AvatarNames;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.run.Findings;
import org.realmferry.run.Journal;
import org.realmferry.run.work.Workers;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.Json;
import org.realmferry.sample.RealServer;
import org.realmferry.sample.Shared;
import org.realmferry.store.Limits;
import org.realmferry.store.LocalTarget;

/** The files of a realm as Zulip's own import left them on a server, and as ours do. */
class ZulipsImportIT {
    private static final long REALM = 2;
    private static final byte[] KEY = {1, 2, 3};

    /** A row of users: id first, two addresses somewhere. */
    private static final Pattern USER = Pattern.compile("\t\\(([0-9]+), .*? '([^']+@[^']+)', '[^']+@[^']+', '.*");

    @TempDir
    private Path folder;

    private Path zulips = Path.of("");
    private Path ours = Path.of("");

    @BeforeEach
    void copy() throws IOException {
        RealServer server = RealServer.ofZulip11();
        Path imports = Shared.fixtures().resolve("imports-11-dev");
        zulips = Files.createDirectory(folder.resolve("zulips"));
        assertThat(ChildProcess.run(
                                "tar",
                                "-xzf",
                                imports.resolve("lear-full-as-learb.uploads.tar.gz")
                                        .toString(),
                                "-C",
                                zulips.toString())
                        .status())
                .isZero();
        Path archive = server.unpackExport("lear", folder.resolve("archive"));
        Path salt = server.writeSalt(folder.resolve("salt"));
        ours = Files.createDirectory(folder.resolve("ours"));
        ArchiveLocation place = ArchiveLocation.of(archive.toString(), 0, UnaryOperator.identity())
                .get(0);
        copy(
                place,
                owners(archive, imports.resolve("lear-full-as-learb.sql.gz")),
                Files.readString(salt).strip());
    }

    private void copy(ArchiveLocation place, Owners owners, String salt) {
        Findings findings = new Findings();
        var names = new AvatarNames(AvatarNames.Naming.BY_VERSION, new Secret(salt));
        var paths = new NewPaths(REALM, new UploadPaths(REALM, true, KEY), new AvatarPaths(REALM, names));
        try (Journal journal = Journal.open(folder.resolve("journal.jsonl"));
                ImportedFiles files = ImportedFiles.read(
                        new ImportedFiles.Run(
                                place, new CopyJournal(journal, "lear"), findings, folder.resolve("list")),
                        paths,
                        owners,
                        LocalTarget.at(ours, Limits.NONE))) {
            Workers<Workers.Resource> workers = new Workers<>();
            files.addCopying(workers, "lear", 4);
            workers.work(1, 4, () -> () -> {});
        }
        assertThat(findings.sorted()).isEmpty();
    }

    /** Users by the archive's id, with the id that Zulip gave to the same address. */
    private static Owners owners(Path archive, Path dump) throws IOException {
        Map<String, Long> ids = new HashMap<>();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(dump))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .dropWhile(line -> !line.startsWith("INSERT INTO zulip.zerver_userprofile VALUES"))
                    .skip(1)
                    .takeWhile(line -> line.startsWith("\t"))
                    .map(USER::matcher)
                    .filter(row -> row.matches())
                    .forEach(row -> ids.put(row.group(2), Long.valueOf(row.group(1))));
        }
        Map<Long, Long> users = new HashMap<>();
        Map<String, Object> realm = Json.object(Json.read(archive.resolve("realm.json")));
        for (Map<String, Object> user : Json.objects(Objects.requireNonNull(realm.get("zerver_userprofile")))) {
            String email = String.valueOf(user.get("delivery_email"));
            users.put(Long.valueOf(String.valueOf(user.get("id"))), Objects.requireNonNull(ids.get(email), email));
        }
        return new Owners() {
            @Override
            public Owner of(long user) {
                return new Owner(Objects.requireNonNull(users.get(user)), "", 1, true);
            }

            @Override
            public Owner first() {
                return new Owner(1, "", 1, true);
            }
        };
    }

    private static List<String> files(Path top) throws IOException {
        try (Stream<Path> all = Files.walk(top)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> top.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void picturesAreWhereZulipPutsThem() throws IOException {
        assertThat(files(ours.resolve("avatars"))).isEqualTo(files(zulips.resolve("avatars")));
    }

    @Test
    void whatZulipCopiesIsTheSame() throws IOException {
        for (String file : files(zulips.resolve("avatars"))) {
            boolean copied = file.endsWith(".original") || file.contains("realm/");
            if (copied) {
                assertThat(ours.resolve("avatars").resolve(file))
                        .hasSameBinaryContentAs(zulips.resolve("avatars").resolve(file));
            }
        }
    }

    @Test
    void picturesThatAreMadeLookLikeZulips() throws IOException {
        for (String file : files(zulips.resolve("avatars"))) {
            if (file.endsWith(".png")) {
                BufferedImage expected =
                        ImageIO.read(zulips.resolve("avatars").resolve(file).toFile());
                BufferedImage actual =
                        ImageIO.read(ours.resolve("avatars").resolve(file).toFile());
                assertThat(actual.getWidth()).as(file).isEqualTo(expected.getWidth());
                assertThat(actual.getHeight()).as(file).isEqualTo(expected.getHeight());
                assertThat(difference(expected, actual)).as(file).isLessThan(3);
            }
        }
    }

    /** The mean of what each visible colour differs by, from 0 to 255. */
    private static double difference(BufferedImage a, BufferedImage b) {
        long sum = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                Color one = new Color(a.getRGB(x, y), true);
                Color other = new Color(b.getRGB(x, y), true);
                sum += Math.abs(one.getAlpha() - other.getAlpha());
                if (one.getAlpha() > 0 && other.getAlpha() > 0) {
                    sum += Math.abs(one.getRed() - other.getRed());
                    sum += Math.abs(one.getGreen() - other.getGreen());
                    sum += Math.abs(one.getBlue() - other.getBlue());
                }
            }
        }
        return sum / 4.0 / a.getWidth() / a.getHeight();
    }

    @Test
    void uploadsAreTheSameUnderOtherTokens() throws IOException {
        assertThat(uploads(ours)).isEqualTo(uploads(zulips)).hasSize(9);
        assertThat(files(ours.resolve("files"))).allMatch(file -> file.matches("2/[0-9a-f]{1,2}/[A-Za-z0-9_-]{24}/.*"));
    }

    /** Contents by names; thumbnails are made when somebody asks for them. */
    private static Map<String, String> uploads(Path server) throws IOException {
        Map<String, String> uploads = new TreeMap<>();
        Path top = server.resolve("files");
        for (String file : files(top)) {
            if (!file.startsWith("thumbnail/")) {
                Path path = top.resolve(file);
                uploads.put(String.valueOf(path.getFileName()), Checksum.of(Files.readAllBytes(path)));
            }
        }
        return uploads;
    }
}
