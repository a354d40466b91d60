/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Optional;
import org.realmferry.IdBitmap;
import org.realmferry.archive.FolderReader;
import org.realmferry.archive.RowFileReader;

/** A file of an archive, whoever wrote it; no link is followed. */
record ComparedFile(FolderReader folder, String name) {
    /** What is done with a file's JSON. */
    @FunctionalInterface
    interface Content {
        void of(RowFileReader json) throws IOException;
    }

    /** Reads as much as there is of a file; gives what ended it too early. */
    Optional<IOException> read(Content content) {
        if (folder.size(name).isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(folder.root().resolve(name), LinkOption.NOFOLLOW_LINKS);
                RowFileReader json = RowFileReader.openFast(in)) {
            content.of(json);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /** The ids of a list's rows, as far as they can be read. */
    IdBitmap ids(String table) {
        IdBitmap ids = new IdBitmap();
        read(json -> {
            json.beginObject();
            boolean found = false;
            while (!found && json.nextMember()) {
                found = json.member().equals(table);
                if (found) {
                    ids(json, ids);
                } else {
                    json.parser().skipChildren();
                }
            }
        });
        return ids;
    }

    private static void ids(RowFileReader json, IdBitmap ids) throws IOException {
        json.beginList("a list of rows");
        JsonParser parser = json.parser();
        while (json.nextRow("a list of rows")) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean id = parser.currentName().equals("id");
                if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT && id) {
                    ids.addLong(parser.getLongValue());
                }
                parser.skipChildren();
            }
        }
    }
}
