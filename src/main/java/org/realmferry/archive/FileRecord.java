/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.StoredFile.S3Object;

/** What {@code records.json} says of a file: Zulip's fields, which are others for S3 than for local uploads. */
public sealed interface FileRecord {
    String REALM_ID = "realm_id";
    String USER_ID = "user_profile_id";
    String AVATAR_VERSION = "avatar_version";

    /** The address of an owner where the release's records have none. */
    String NO_ADDRESS = "";

    /** Metadata of an object that is a number in its record; all other is text. */
    Set<String> NUMBERS = Set.of(REALM_ID, USER_ID, AVATAR_VERSION);

    /** Fields that metadata of an object never replaces. */
    Set<String> OWN_FIELDS = Set.of(
            "s3_path",
            "bucket",
            "size",
            "last_modified",
            "content_type",
            "md5",
            "path",
            "file_name",
            "user_profile_email");

    /** A name of metadata as Zulip spells it: proxies and tools that copy buckets write it with hyphens, or without. */
    static String spelled(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        String letters = lowerCase.replaceFirst("^x-amz-meta-", "").replaceAll("[^a-z0-9]", "");
        return NUMBERS.stream()
                .filter(known -> known.replace("_", "").equals(letters))
                .findFirst()
                .orElse(lowerCase);
    }

    DateTimeFormatter S3_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx").withZone(ZoneOffset.UTC);

    /** The file's path in its folder of the archive. */
    String path();

    long realmId();

    /** Whose file it is; null where the rows name nobody. */
    @Nullable
    Long owner();

    /** The owner's address as it stands in the archive; {@link #NO_ADDRESS} where the release's records have none. */
    @Nullable
    String ownerEmail();

    /** Writes the fields of a file from local uploads. */
    void writeLocal(JsonGenerator json, StoredFile file) throws IOException;

    /** Writes the record as a JSON object. */
    default void writeTo(JsonGenerator json, StoredFile file) throws IOException {
        json.writeStartObject();
        if (file instanceof S3Object object) {
            writeObject(json, object);
        } else {
            writeLocal(json, file);
        }
        json.writeEndObject();
    }

    private void writeObject(JsonGenerator json, S3Object object) throws IOException {
        json.writeStringField("s3_path", path());
        json.writeStringField("bucket", object.bucket());
        json.writeNumberField("size", object.size());
        json.writeStringField(
                "last_modified", S3_TIME.format(object.lastModified().toInstant()));
        json.writeStringField("content_type", object.contentType());
        json.writeStringField("md5", object.etag());
        for (Map.Entry<String, String> value : new TreeMap<>(object.metadata()).entrySet()) {
            if (NUMBERS.contains(value.getKey())) {
                json.writeNumberField(value.getKey(), Long.parseLong(value.getValue()));
            } else {
                json.writeStringField(value.getKey(), value.getValue());
            }
        }
        if (this instanceof Emoji emoji) {
            json.writeStringField("file_name", emoji.fileName());
        }
        if (object.metadata().containsKey(USER_ID)) {
            writeAddress(json, ownerEmail());
        }
        json.writeStringField("path", path());
    }

    /** The order of paths: Zulip's, by code points; Java's strings are compared by UTF-16. */
    static int byCodePoint(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean beyond = Character.isSurrogate(x);
                return beyond == Character.isSurrogate(y) ? x - y : beyond ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }

    /**
     * An uploaded file of a message.
     *
     * @param userId its owner
     * @param ownerRealmId the owner's realm, which is another one where a system bot uploaded it
     */
    record Upload(
            String path,
            long realmId,
            long userId,
            @Nullable String userEmail,
            long ownerRealmId) implements FileRecord {
        @Override
        public Long owner() {
            return userId;
        }

        @Override
        public @Nullable String ownerEmail() {
            return userEmail;
        }

        @Override
        public void writeLocal(JsonGenerator json, StoredFile file) throws IOException {
            writeOwner(json, realmId, userId, userEmail);
            stored(json, path, file);
        }
    }

    /**
     * One of the sizes of a user's picture.
     *
     * @param avatarVersion empty where the release's records don't tell it
     */
    record Avatar(
            String path,
            long realmId,
            long userId,
            @Nullable String userEmail,
            OptionalLong avatarVersion) implements FileRecord {
        @Override
        public Long owner() {
            return userId;
        }

        @Override
        public @Nullable String ownerEmail() {
            return userEmail;
        }

        @Override
        public void writeLocal(JsonGenerator json, StoredFile file) throws IOException {
            writeOwner(json, realmId, userId, userEmail);
            if (avatarVersion.isPresent()) {
                json.writeNumberField(AVATAR_VERSION, avatarVersion.getAsLong());
            }
            stored(json, path, file);
        }
    }

    /** A custom emoji, or its original. */
    record Emoji(
            String path,
            long realmId,
            @Nullable Long author,
            @Nullable String authorEmail,
            String fileName,
            @Nullable String name,
            boolean deactivated)
            implements FileRecord {
        @Override
        public @Nullable Long owner() {
            return author;
        }

        @Override
        public @Nullable String ownerEmail() {
            return authorEmail;
        }

        @Override
        public void writeLocal(JsonGenerator json, StoredFile file) throws IOException {
            json.writeNumberField(REALM_ID, realmId);
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

    /**
     * A realm's icon or logo.
     *
     * @param owner who uploaded it, by the object itself: no row says so
     */
    record RealmIcon(
            String path,
            long realmId,
            @Nullable Long owner,
            @Nullable String ownerEmail) implements FileRecord {
        @Override
        public void writeLocal(JsonGenerator json, StoredFile file) throws IOException {
            json.writeNumberField(REALM_ID, realmId);
            paths(json, path);
        }
    }

    private static void writeOwner(JsonGenerator json, long realmId, long userId, @Nullable String email)
            throws IOException {
        json.writeNumberField(REALM_ID, realmId);
        json.writeNumberField(USER_ID, userId);
        writeAddress(json, email);
    }

    /** Since Zulip 12 records have no address. */
    private static void writeAddress(JsonGenerator json, @Nullable String email) throws IOException {
        if (!NO_ADDRESS.equals(email)) {
            json.writeStringField("user_profile_email", email);
        }
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
