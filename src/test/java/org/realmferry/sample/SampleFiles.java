/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The local uploads folder of the sample: attachments, avatars, custom emoji and realm icons. */
final class SampleFiles {
    /** An uploaded file, and the row that owns it. */
    record Attachment(long id, String pathId, String name) {
        /** Markdown that links to the file. */
        String link() {
            return "[" + name + "](/user_uploads/" + pathId + ")";
        }
    }

    private final Path uploads;
    private final SampleRows rows;
    private final Dice dice;
    private final Map<Long, Integer> files = new HashMap<>();

    SampleFiles(Path uploads, SampleRows rows, Dice dice) {
        this.uploads = uploads;
        this.rows = rows;
        this.dice = dice;
    }

    /** Writes a file that a person uploaded, under a new path. */
    Attachment attach(Person owner, String name, byte[] content) {
        String pathId = "%d/%x/%s/%s".formatted(owner.realm(), dice.below(256), dice.letters(24), name);
        write(owner.realm(), "files/" + pathId, content);
        long id = rows.row("zerver_attachment")
                .set("file_name", name)
                .set("path_id", pathId)
                .set("create_time", dice.instant())
                .set("size", content.length)
                .set("content_type", contentType(name))
                .set("is_realm_public", dice.oneIn(2))
                .set("is_web_public", dice.oneIn(5) ? null : false)
                .set("owner_id", owner.id())
                .set("realm_id", owner.realm())
                .add();
        return new Attachment(id, pathId, name);
    }

    /** A file of random size: mostly text, now and then a picture. */
    Attachment attachAnything(Person owner) {
        int number = dice.below(1000);
        return dice.oneIn(3)
                ? attach(owner, "picture-" + number + ".png", picture(16 + dice.below(16)))
                : attach(owner, "notes-" + number + ".txt", text(1 + dice.below(200)));
    }

    byte[] text(int words) {
        return SampleWords.sentence(dice, words).getBytes(StandardCharsets.UTF_8);
    }

    byte[] picture(int side) {
        return SamplePicture.png(side, dice.below(1 << 24));
    }

    /** The picture of a person, in the three sizes that Zulip keeps. */
    void avatar(long realm, long person, int version) {
        String base = "avatars/" + realm + "/" + avatarHash(person, version);
        write(realm, base + ".original", picture(24));
        write(realm, base + ".png", picture(12));
        write(realm, base + "-medium.png", picture(20));
    }

    void emoji(long realm, String fileName) {
        String path = "avatars/" + realm + "/emoji/images/" + fileName;
        write(realm, path, picture(8));
        write(realm, path + ".original", picture(16));
    }

    void icon(long realm) {
        write(realm, "avatars/" + realm + "/realm/icon.png", picture(10));
        write(realm, "avatars/" + realm + "/realm/icon.original", picture(30));
    }

    /** How many files a realm has. */
    int count(long realm) {
        return files.getOrDefault(realm, 0);
    }

    private static String avatarHash(long person, int version) {
        String secret = person + ":" + version + ":" + SampleServer.AVATAR_SALT;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 40);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String contentType(String name) {
        return name.endsWith(".png") ? "image/png" : "text/plain";
    }

    private void write(long realm, String path, byte[] content) {
        Path file = uploads.resolve(path);
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            Files.setLastModifiedTime(file, FileTime.from(dice.instant()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.merge(realm, 1, Integer::sum);
    }
}
