/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.nio.file.Path;
import java.util.Arrays;
import org.realmferry.archive.RowLines;
import org.realmferry.input.Damage;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;

/** The rows of a table of one input, in order of their ids. */
class RowCursor implements AutoCloseable {
    private final Input input;
    private final Path file;
    private final RowLines lines;
    private long id = Long.MIN_VALUE;

    RowCursor(Input input, Path file, RowLines lines) {
        this.input = input;
        this.file = file;
        this.lines = lines;
    }

    static RowCursor of(Input input, Input.Section section) {
        return new RowCursor(input, section.file(), RowLines.at(section.file(), section.offset()));
    }

    /** Goes to the next row; false where there is none. */
    boolean next() {
        if (!lines.nextRow()) {
            return false;
        }
        long before = id;
        id = idOfRow();
        if (id <= before) {
            throw Damage.of(file, "its rows are not in order of their ids, or lack an id: " + id + " after " + before);
        }
        return true;
    }

    long idOfRow() {
        return Fields.id(lines.data(), lines.start(), lines.end());
    }

    long id() {
        return id;
    }

    Input input() {
        return input;
    }

    Path file() {
        return file;
    }

    RowLines lines() {
        return lines;
    }

    boolean hasSameBytesAs(RowCursor other) {
        return Arrays.equals(
                lines.data(), lines.start(), lines.end(), other.lines.data(), other.lines.start(), other.lines.end());
    }

    byte[] copy() {
        return Arrays.copyOfRange(lines.data(), lines.start(), lines.end());
    }

    @Override
    public void close() {
        lines.close();
    }
}
