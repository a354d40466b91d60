/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.rows;

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
import org.realmferry.archive.RowFileReader;

/** Reads the files of an archive row by row, however large they are. */
public record AuditedRowReader(Path file, String name) {
    /** What is done with a file's JSON. */
    private static final String IMPORT_SOURCE = "import_source";

    private interface Reading {
        void of(RowFileReader json) throws IOException;
    }

    /** The rows of some tables of a file, in the file's order; an object of lists of objects. */
    public void tables(Predicate<String> wanted, Consumer<AuditedRow> rows) {
        read(json -> {
            json.beginObject();
            while (json.nextMember()) {
                String table = json.member();
                if (table.equals(IMPORT_SOURCE) && json.parser().hasToken(JsonToken.VALUE_STRING)) {
                    requireZulips(json.parser().getText());
                } else if (wanted.test(table)) {
                    rows(json, table, rows);
                } else {
                    json.parser().skipChildren();
                }
            }
        });
    }

    /** The one member that is no table may say nothing else. */
    private void requireZulips(String source) {
        if (!source.equals("zulip")) {
            throw AuditFailures.of(name, IMPORT_SOURCE + " is not zulip");
        }
    }

    /** All rows of a file that is one list of objects. */
    public void list(Consumer<AuditedRow> rows) {
        read(json -> rows(json, name, rows));
    }

    /** A whole object but for its member {@code files}: a manifest can be long. */
    public AuditedRow objectWithoutFiles() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        read(json -> {
            json.beginObject();
            while (json.nextMember()) {
                String member = json.member();
                if (member.equals("files")) {
                    json.parser().skipChildren();
                } else {
                    members.put(member, JsonValues.value(json.parser()));
                }
            }
        });
        return new AuditedRow(name, name, 1, members);
    }

    /** Each number of a file that is one list of numbers. */
    public void numbers(Consumer<Long> numbers) {
        read(json -> {
            json.beginList("a list of ids");
            while (json.nextNumber("a list of ids")) {
                numbers.accept(json.parser().getLongValue());
            }
        });
    }

    private void rows(RowFileReader json, String table, Consumer<AuditedRow> rows) throws IOException {
        String expected = "a list of rows in " + table;
        json.beginList(expected);
        long position = 0;
        while (json.nextRow(expected)) {
            rows.accept(new AuditedRow(name, table, ++position, JsonValues.object(json.parser())));
        }
    }

    private void read(Reading reading) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
                RowFileReader json = RowFileReader.open(in)) {
            reading.of(json);
            json.end();
        } catch (JsonProcessingException e) {
            throw AuditFailures.of(name, RowFileReader.problem(e));
        } catch (IOException e) {
            throw AuditFailures.unreadable(file, e);
        }
    }
}
