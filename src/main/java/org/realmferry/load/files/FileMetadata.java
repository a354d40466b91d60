/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.FileRecord;
import org.realmferry.store.FileTarget.Metadata;

/**
 * What a record says of a file that an object in S3 keeps.
 *
 * @param owner the new id
 * @param version of the owner's picture
 * @param type empty where the record says none
 * @param lastModified as the record has it; empty where it says none
 */
record FileMetadata(long owner, long version, String type, String lastModified) {
    /** What a header of HTTP can carry, and no more than anybody needs. */
    private static final Pattern PLAIN = Pattern.compile("[!-~][ -~]{0,127}");

    static FileMetadata of(Owners.Owner owner, long version, @Nullable Object type, @Nullable Object lastModified) {
        return new FileMetadata(owner.id(), version, plain(type), plain(lastModified));
    }

    private static String plain(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return PLAIN.matcher(text).matches() ? text : "";
    }

    /** The same of a picture that was made. */
    FileMetadata ofPng() {
        return new FileMetadata(owner, version, "image/png", lastModified);
    }

    /** As Zulip's own importer writes it; pictures of users have their version, too, as those of a live server. */
    Metadata of(long realm, boolean avatar) {
        Map<String, String> values = new TreeMap<>();
        values.put(FileRecord.USER_ID, String.valueOf(owner));
        values.put(FileRecord.REALM_ID, String.valueOf(realm));
        if (avatar) {
            values.put(FileRecord.AVATAR_VERSION, String.valueOf(version));
        }
        if (!lastModified.isEmpty()) {
            values.put("orig_last_modified", lastModified);
        }
        return new Metadata(Optional.of(type).filter(known -> !known.isEmpty()), values);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(owner);
        out.writeLong(version);
        out.writeUTF(type);
        out.writeUTF(lastModified);
    }

    static FileMetadata read(DataInputStream in) throws IOException {
        return new FileMetadata(in.readLong(), in.readLong(), in.readUTF(), in.readUTF());
    }
}
