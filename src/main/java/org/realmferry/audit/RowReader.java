/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the files of an archive row by row, however large they are. */
record RowReader(Path file, String name) {
    /** What is done with a file's JSON. */
    private interface Reading {
        void of(JsonParser parser) throws IOException;
    }

    /** The rows of some tables of a file, in the file's order; an object of lists of objects. */
    void tables(Predicate<String> wanted, Consumer<Row> rows) {
        read(parser -> {
            expect(parser, JsonToken.START_OBJECT, "an object of tables");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String table = parser.currentName();
                parser.nextToken();
                if (wanted.test(table)) {
                    rows(parser, table, rows);
                } else {
                    parser.skipChildren();
                }
            }
        });
    }

    /** All rows of a file that is one list of objects. */
    void list(Consumer<Row> rows) {
        read(parser -> rows(parser, name, rows));
    }

    /** A whole object but for its member {@code files}: a manifest can be long. */
    Row objectWithoutFiles() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        read(parser -> {
            expect(parser, JsonToken.START_OBJECT, "an object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String member = parser.currentName();
                parser.nextToken();
                if (member.equals("files")) {
                    parser.skipChildren();
                } else {
                    members.put(member, JsonValues.value(parser));
                }
            }
        });
        return new Row(name, name, 1, members);
    }

    /** Each number of a file that is one list of numbers. */
    void numbers(Consumer<Long> numbers) {
        read(parser -> {
            expect(parser, JsonToken.START_ARRAY, "a list of ids");
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                expect(parser, JsonToken.VALUE_NUMBER_INT, "a list of ids");
                numbers.accept(parser.getLongValue());
            }
        });
    }

    private void rows(JsonParser parser, String table, Consumer<Row> rows) throws IOException {
        expect(parser, JsonToken.START_ARRAY, "a list of rows in " + table);
        long position = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser, JsonToken.START_OBJECT, "a list of rows in " + table);
            rows.accept(new Row(name, table, ++position, JsonValues.object(parser)));
        }
    }

    private void read(Reading reading) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
                JsonParser parser = JsonValues.FACTORY.createParser(in)) {
            parser.nextToken();
            reading.of(parser);
            if (parser.nextToken() != null) {
                throw Damage.of(name, "there is text behind its end");
            }
        } catch (JsonProcessingException e) {
            throw Damage.of(name, "line " + e.getLocation().getLineNr() + " is no JSON that can be told: " + kind(e));
        } catch (IOException e) {
            throw Damage.unreadable(file, e);
        }
    }

    /** What is wrong, without the text around it: that may be private. */
    private static String kind(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.startsWith("Duplicate field") ? "a key is there twice" : "it can't be parsed";
    }

    private void expect(JsonParser parser, JsonToken token, String expected) {
        if (!parser.hasToken(token)) {
            throw Damage.of(name, "it is not " + expected);
        }
    }
}
