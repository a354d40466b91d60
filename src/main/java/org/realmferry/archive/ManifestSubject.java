/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an archive's manifest says it is of.
 *
 * @param realm the realm's id
 * @param name the realm's short name
 * @param user a single user's id
 */
public record ManifestSubject(long realm, String name, OptionalLong user) {
    /** Reads it from an archive's folder; empty where no manifest can be read. */
    public static Optional<ManifestSubject> read(Path archive) {
        try (InputStream in = Files.newInputStream(archive.resolve(Manifest.NAME), LinkOption.NOFOLLOW_LINKS);
                RowFileReader json = RowFileReader.open(in)) {
            long realm = 0;
            String name = "";
            OptionalLong user = OptionalLong.empty();
            json.beginObject();
            while (json.nextMember() && !json.member().equals("rows")) {
                switch (json.member()) {
                    case "realm" -> {
                        Members members = Members.read(json);
                        realm = members.id();
                        name = members.stringId();
                    }
                    case "user" -> user = OptionalLong.of(Members.read(json).id());
                    default -> json.parser().skipChildren();
                }
            }
            return realm == 0 ? Optional.empty() : Optional.of(new ManifestSubject(realm, name, user));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private record Members(long id, String stringId) {
        static Members read(RowFileReader json) throws IOException {
            long id = 0;
            String stringId = "";
            while (json.parser().nextToken() != JsonToken.END_OBJECT
                    && json.parser().currentToken() != null) {
                String field = json.parser().currentName();
                json.parser().nextToken();
                if (field.equals("id")) {
                    id = json.parser().getValueAsLong();
                } else if (field.equals("string_id")) {
                    stringId = json.parser().getValueAsString("");
                }
                json.parser().skipChildren();
            }
            return new Members(id, stringId);
        }
    }
}
