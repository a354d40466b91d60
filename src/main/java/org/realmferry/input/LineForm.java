/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.realmferry.archive.Damage;
import org.realmferry.archive.ImportSource;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.RowFileReader;
import org.realmferry.archive.RowLines;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.Written;

/** Writes a file of rows of Zulip's own in the form of this program: a row on a line, in order of their ids. */
public final class LineForm {
    private final JsonBytes row = new JsonBytes();
    private boolean ordered = true;
    private boolean hasSource;

    private LineForm() {}

    /** Translates a file. Fails with {@code DAMAGED_ARCHIVE}; gives size and checksum of the original. */
    public static Written translate(Path original, Path target, Optional<Written> expected) {
        LineForm form = new LineForm();
        Written written = CheckedFile.read(original, expected, json -> {
            try (RowFile file = RowFile.create(target)) {
                json.beginObject();
                while (json.nextMember()) {
                    form.table(json, file);
                }
                if (form.hasSource) {
                    file.text(ImportSource.NAME, ImportSource.ZULIP);
                }
                file.commit();
            }
        });
        if (!form.ordered) {
            sort(target);
        }
        return written;
    }

    private void table(RowFileReader json, RowFile file) throws IOException {
        String table = json.member();
        if (!json.parser().hasToken(JsonToken.START_ARRAY)) {
            hasSource |= table.equals(ImportSource.NAME);
            json.parser().skipChildren();
            return;
        }
        file.beginTable(table);
        json.beginList(table);
        long last = Long.MIN_VALUE;
        while (json.nextRow(table)) {
            row.clear();
            value(json.parser(), row);
            long id = Fields.id(row.data(), 0, row.size());
            ordered &= id > last;
            last = id;
            file.beginRow();
            file.json().raw(row.data(), 0, row.size());
            file.endRow();
        }
        file.endTable();
    }

    /** Writes the value at which a parser stands, without spaces; numbers as they are. */
    public static void value(JsonParser parser, JsonBytes out) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                out.raw('{');
                for (boolean first = true; parser.nextToken() == JsonToken.FIELD_NAME; first = false) {
                    out.raw(first ? "" : ",");
                    out.string(parser.currentName());
                    out.raw(':');
                    parser.nextToken();
                    value(parser, out);
                }
                out.raw('}');
            }
            case START_ARRAY -> {
                out.raw('[');
                for (boolean first = true; parser.nextToken() != JsonToken.END_ARRAY; first = false) {
                    out.raw(first ? "" : ",");
                    value(parser, out);
                }
                out.raw(']');
            }
            case VALUE_STRING -> out.string(parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> out.bool(parser.getBooleanValue());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.raw(parser.getText());
            default -> out.nothing();
        }
    }

    /** Puts the rows of a file in order; of each only id and offset are kept in memory. */
    private static void sort(Path file) {
        Path unsorted = file.resolveSibling(file.getFileName() + ".unsorted");
        try {
            Files.move(file, unsorted, StandardCopyOption.ATOMIC_MOVE);
            try (RowLines lines = RowLines.open(unsorted);
                    RowFile sorted = RowFile.create(file);
                    FileChannel source =
                            FileChannel.open(unsorted, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                while (lines.nextTable()) {
                    sorted.beginTable(lines.table());
                    new RowOffsets(lines).copy(source, sorted);
                    sorted.endTable();
                }
                if (ImportSource.isIn(unsorted)) {
                    sorted.text(ImportSource.NAME, ImportSource.ZULIP);
                }
                sorted.commit();
            }
            Files.delete(unsorted);
        } catch (IOException e) {
            throw PrivateFiles.unreadable(file, e);
        }
    }

    /** Where the rows of a table are. */
    private static final class RowOffsets {
        private long[] ids = new long[1024];
        private long[] offsets = new long[1024];
        private int[] lengths = new int[1024];
        private int size;

        RowOffsets(RowLines lines) {
            long offset = lines.offset();
            while (lines.nextRow()) {
                if (size == ids.length) {
                    ids = Arrays.copyOf(ids, size * 2);
                    offsets = Arrays.copyOf(offsets, size * 2);
                    lengths = Arrays.copyOf(lengths, size * 2);
                }
                ids[size] = Fields.id(lines.data(), lines.start(), lines.end());
                offsets[size] = offset;
                lengths[size++] = lines.end() - lines.start();
                offset = lines.offset();
            }
        }

        void copy(FileChannel source, RowFile target) throws IOException {
            int[] order = IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparingLong(i -> ids[i]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int i : order) {
                target.beginRow();
                target.json().raw(bytes(source, offsets[i], lengths[i]));
                target.endRow();
            }
        }
    }

    /** Bytes of a file. Fails where it has fewer: a row is never filled up. */
    static byte[] bytes(FileChannel source, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (source.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("it ends in the middle of a row, at byte " + (offset + bytes.position()));
            }
        }
        return bytes.array();
    }

    /** The tables of files of rows in the form of this program, and where their rows begin. */
    public static Map<String, Input.Section> sections(Map<Path, Optional<Written>> files) {
        Map<String, Input.Section> sections = new LinkedHashMap<>();
        files.forEach((file, expected) -> {
            try (RowLines lines = RowLines.open(file)) {
                while (lines.nextTable()) {
                    String table = lines.table();
                    long offset = lines.offset();
                    long rows = 0;
                    while (lines.nextRow()) {
                        rows++;
                    }
                    if (sections.put(table, new Input.Section(file, offset, rows)) != null) {
                        throw Damage.of(file, "the table " + table + " is duplicated");
                    }
                }
                CheckedFile.check(file, expected, lines.rest());
            }
        });
        return sections;
    }
}
