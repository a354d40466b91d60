/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileRecord.Avatar;
import org.realmferry.archive.FileRecord.Emoji;
import org.realmferry.archive.FileRecord.RealmIcon;
import org.realmferry.archive.FileRecord.Upload;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.StoredFile;
import org.realmferry.archive.StoredFile.LocalFile;
import org.realmferry.archive.StoredFile.S3Object;
import org.realmferry.archive.disk.Written;

/** How files to copy and copied files lie on the disk while a run is under way; no other run reads it. */
final class FileFormats {
    private FileFormats() {}

    static void write(FileTask task, DataOutputStream out) throws IOException {
        text(task.set().name(), out);
        text(task.key(), out);
        record(task.record(), out);
        text(task.subject(), out);
        out.writeLong(task.attachmentId());
        number(task.size().isPresent() ? task.size().getAsLong() : null, out);
        out.writeBoolean(task.optional());
        text(task.loss(), out);
    }

    static FileTask task(DataInputStream in) throws IOException {
        return new FileTask(
                FileSet.valueOf(some(in)),
                some(in),
                record(in),
                some(in),
                in.readLong(),
                optional(number(in)),
                in.readBoolean(),
                some(in));
    }

    static void record(FileRecord record, DataOutputStream out) throws IOException {
        out.writeByte(record instanceof Upload ? 0 : record instanceof Avatar ? 1 : record instanceof Emoji ? 2 : 3);
        text(record.path(), out);
        out.writeLong(record.realmId());
        number(record.owner(), out);
        text(record.ownerEmail(), out);
        if (record instanceof Upload upload) {
            out.writeLong(upload.ownerRealmId());
        } else if (record instanceof Avatar avatar) {
            number(avatar.avatarVersion().isPresent() ? avatar.avatarVersion().getAsLong() : null, out);
        } else if (record instanceof Emoji emoji) {
            text(emoji.fileName(), out);
            text(emoji.name(), out);
            out.writeBoolean(emoji.deactivated());
        }
    }

    static FileRecord record(DataInputStream in) throws IOException {
        int kind = in.readByte();
        String path = some(in);
        long realm = in.readLong();
        Long owner = number(in);
        String email = text(in);
        return switch (kind) {
            case 0 -> new Upload(path, realm, there(owner), email, in.readLong());
            case 1 -> {
                yield new Avatar(path, realm, there(owner), email, optional(number(in)));
            }
            case 2 -> new Emoji(path, realm, owner, email, some(in), text(in), in.readBoolean());
            default -> new RealmIcon(path, realm, owner, email);
        };
    }

    static void stored(StoredFile stored, DataOutputStream out) throws IOException {
        out.writeBoolean(stored instanceof S3Object);
        out.writeLong(stored.size());
        Instant time = stored.lastModified().toInstant();
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
        if (stored instanceof S3Object object) {
            text(object.bucket(), out);
            text(object.contentType(), out);
            text(object.etag(), out);
            out.writeInt(object.metadata().size());
            for (Map.Entry<String, String> value : object.metadata().entrySet()) {
                text(value.getKey(), out);
                text(value.getValue(), out);
            }
        }
    }

    static StoredFile stored(DataInputStream in) throws IOException {
        boolean object = in.readBoolean();
        long size = in.readLong();
        FileTime time = FileTime.from(Instant.ofEpochSecond(in.readLong(), in.readInt()));
        if (!object) {
            return new LocalFile(size, time);
        }
        String bucket = some(in);
        String contentType = text(in);
        String etag = some(in);
        Map<String, String> metadata = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            metadata.put(some(in), some(in));
        }
        return new S3Object(bucket, size, time, contentType, etag, metadata);
    }

    static void written(Written written, DataOutputStream out) throws IOException {
        out.writeLong(written.bytes());
        text(written.sha256(), out);
    }

    static Written written(DataInputStream in) throws IOException {
        return new Written(in.readLong(), some(in));
    }

    static void text(@Nullable String text, DataOutputStream out) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static @Nullable String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    static String some(DataInputStream in) throws IOException {
        String text = text(in);
        if (text == null) {
            throw new IOException("a text is missing");
        }
        return text;
    }

    private static void number(@Nullable Long number, DataOutputStream out) throws IOException {
        out.writeBoolean(number != null);
        if (number != null) {
            out.writeLong(number);
        }
    }

    private static @Nullable Long number(DataInputStream in) throws IOException {
        return in.readBoolean() ? Long.valueOf(in.readLong()) : null;
    }

    private static OptionalLong optional(@Nullable Long number) {
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static long there(@Nullable Long number) throws IOException {
        if (number == null) {
            throw new IOException("a number is missing");
        }
        return number;
    }
}
