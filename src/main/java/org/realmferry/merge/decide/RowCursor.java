/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

import java.nio.file.Path;
import java.util.Arrays;
import org.realmferry.archive.Damage;
import org.realmferry.archive.RowLines;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;

/** The rows of a table of one input, in order of their ids. */
public class RowCursor implements AutoCloseable {
    private final Input input;
    private final Path file;
    private final RowLines lines;
    private long id = Long.MIN_VALUE;

    public RowCursor(Input input, Path file, RowLines lines) {
        this.input = input;
        this.file = file;
        this.lines = lines;
    }

    public static RowCursor of(Input input, Input.Section section) {
        return new RowCursor(input, section.file(), RowLines.at(section.file(), section.offset()));
    }

    /** Goes to the next row; false where there is none. */
    public boolean next() {
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

    protected long idOfRow() {
        return Fields.id(lines.data(), lines.start(), lines.end());
    }

    public long id() {
        return id;
    }

    public Input input() {
        return input;
    }

    Path file() {
        return file;
    }

    public RowLines lines() {
        return lines;
    }

    public boolean hasSameBytesAs(RowCursor other) {
        return Arrays.equals(
                lines.data(), lines.start(), lines.end(), other.lines.data(), other.lines.start(), other.lines.end());
    }

    public byte[] copy() {
        return Arrays.copyOfRange(lines.data(), lines.start(), lines.end());
    }

    @Override
    public void close() {
        lines.close();
    }
}
