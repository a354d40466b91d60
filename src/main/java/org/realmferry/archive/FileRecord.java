/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What {@code records.json} says of a file from local uploads: Zulip's fields. */
public sealed interface FileRecord {
    /** The file's path in its folder of the archive. */
    String path();

    /** Writes the record as a JSON object. */
    void writeTo(JsonGenerator json, StoredFile file) throws IOException;

    /** The file as it was in the store, in bytes and time of last change. */
    record StoredFile(long size, FileTime lastModified) {}

    /**
     * An uploaded file of a message.
     *
     * @param userId its owner
     */
    record Upload(
            String path,
            long realmId,
            long userId,
            @Nullable String userEmail) implements FileRecord {
        @Override
        public void writeTo(JsonGenerator json, StoredFile file) throws IOException {
            owner(json, realmId, userId, userEmail);
            stored(json, path, file);
        }
    }

    /** One of the sizes of a user's picture. */
    record Avatar(
            String path,
            long realmId,
            long userId,
            @Nullable String userEmail,
            long avatarVersion) implements FileRecord {
        @Override
        public void writeTo(JsonGenerator json, StoredFile file) throws IOException {
            owner(json, realmId, userId, userEmail);
            json.writeNumberField("avatar_version", avatarVersion);
            stored(json, path, file);
        }
    }

    /** A custom emoji, or its original. */
    record Emoji(
            String path,
            long realmId,
            @Nullable Long author,
            String fileName,
            @Nullable String name,
            boolean deactivated)
            implements FileRecord {
        @Override
        public void writeTo(JsonGenerator json, StoredFile file) throws IOException {
            json.writeNumberField("realm_id", realmId);
            if (author == null) {
                json.writeNullField("author");
            } else {
                json.writeNumberField("author", author);
            }
            paths(json, path);
            json.writeStringField("file_name", fileName);
            json.writeStringField("name", name);
            json.writeBooleanField("deactivated", deactivated);
        }
    }

    /** A realm's icon or logo. */
    record RealmIcon(String path, long realmId) implements FileRecord {
        @Override
        public void writeTo(JsonGenerator json, StoredFile file) throws IOException {
            json.writeNumberField("realm_id", realmId);
            paths(json, path);
        }
    }

    private static void owner(JsonGenerator json, long realmId, long userId, @Nullable String email)
            throws IOException {
        json.writeNumberField("realm_id", realmId);
        json.writeNumberField("user_profile_id", userId);
        json.writeStringField("user_profile_email", email);
    }

    private static void paths(JsonGenerator json, String path) throws IOException {
        json.writeStringField("path", path);
        json.writeStringField("s3_path", path);
    }

    private static void stored(JsonGenerator json, String path, StoredFile file) throws IOException {
        paths(json, path);
        json.writeNumberField("size", file.size());
        json.writeNumberField(
                "last_modified", BigDecimal.valueOf(file.lastModified().to(TimeUnit.NANOSECONDS), 9));
        json.writeNullField("content_type");
    }
}
