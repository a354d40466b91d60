/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.JsonValue;
import org.realmferry.archive.RowFileReader;
import org.realmferry.archive.disk.PrivateFiles;

/** The rows of a list in a file, one after the other. What can't be read ends them; whoever asks is told. */
final class ComparedRows {
    private final @Nullable RowFileReader json;
    private long count;
    private Optional<IOException> problem = Optional.empty();

    private ComparedRows(@Nullable RowFileReader json) {
        this.json = json;
    }

    /** The rows of the list at which a reader stands. */
    static ComparedRows of(RowFileReader json) {
        ComparedRows rows = new ComparedRows(json);
        try {
            json.beginList("a list of rows");
        } catch (IOException e) {
            rows.problem = Optional.of(e);
        }
        return rows;
    }

    /** Those of a list that isn't there. */
    static ComparedRows none() {
        return new ComparedRows(null);
    }

    /** The next row that has an id; empty at the end. */
    Optional<JsonRow> next() {
        Optional<JsonRow> row = Optional.empty();
        try {
            while (row.isEmpty() && json != null && problem.isEmpty() && json.nextRow("a list of rows")) {
                count++;
                row = JsonRow.of(JsonValue.object(json.parser()));
            }
        } catch (IOException e) {
            problem = Optional.of(e);
        }
        return row;
    }

    /** How many rows were read. */
    long count() {
        return count;
    }

    /** What ended the rows too early. */
    Optional<IOException> problem() {
        return problem;
    }

    /** In words, without a text of the file. */
    static String words(IOException problem) {
        return problem instanceof JsonProcessingException json
                ? RowFileReader.problem(json)
                : PrivateFiles.reason(problem);
    }
}
