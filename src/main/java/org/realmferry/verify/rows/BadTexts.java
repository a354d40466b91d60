/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.realmferry.archive.RowFileReader;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;

/** Finds the rows and fields of texts that PostgreSQL takes in no column, in a file in which some may be. */
final class BadTexts {
    private final String file;
    private final FindingSink sink;

    private BadTexts(String file, FindingSink sink) {
        this.file = file;
        this.sink = sink;
    }

    static void find(Path path, String name, FindingSink sink) throws IOException {
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
                RowFileReader json = RowFileReader.openFast(in)) {
            new BadTexts(name, sink).file(json.parser());
        } catch (JsonProcessingException e) {
            // The reading before reported that it is not valid JSON.
            return;
        }
    }

    private void file(JsonParser json) throws IOException {
        if (json.hasToken(JsonToken.START_ARRAY)) {
            rows(json, RowCounts.RECORDS);
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String member = json.currentName();
            if (json.nextToken() == JsonToken.START_ARRAY) {
                rows(json, member);
            } else {
                VerifiedRow row = new VerifiedRow(file, "", sink);
                row.begin();
                value(json, member, row);
                row.end();
            }
        }
    }

    private void rows(JsonParser json, String table) throws IOException {
        VerifiedRow row = new VerifiedRow(file, table, sink);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            row.begin();
            if (json.hasToken(JsonToken.START_OBJECT)) {
                fields(json, row);
            } else {
                value(json, table, row);
            }
            row.end();
        }
    }

    private static void fields(JsonParser json, VerifiedRow row) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("id") && json.hasToken(JsonToken.VALUE_NUMBER_INT)) {
                row.id(json.getLongValue());
            }
            value(json, field, row);
        }
    }

    /** Looks at all texts of a value, names inside of it too. */
    private static void value(JsonParser json, String field, VerifiedRow row) throws IOException {
        boolean told = false;
        int depth = 0;
        while (true) {
            JsonToken token = json.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            Optional<String> problem = token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME
                    ? problem(json.getText())
                    : Optional.empty();
            if (problem.isPresent() && !told) {
                row.object(FindingKind.VALUE, field + " has " + problem.get());
                told = true;
            }
            if (depth == 0) {
                return;
            }
            json.nextToken();
        }
    }

    private static Optional<String> problem(String text) {
        if (text.indexOf('\0') >= 0) {
            return Optional.of("the character \\u0000, which PostgreSQL rejects in texts");
        }
        return text.codePoints()
                        .anyMatch(letter -> letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE)
                ? Optional.of("half of a surrogate pair, which is not a character and is invalid in UTF-8")
                : Optional.empty();
    }
}
