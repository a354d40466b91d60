/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.realmferry.Checksum;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.Written;

/**
 * Reads a file of tables as {@link RowFile} writes it, a line at a time and without parsing it: a row is bytes that can be
 * copied. Memory is that of the longest row. What has another form fails with {@code DAMAGED_ARCHIVE}.
 */
public final class RowLines implements AutoCloseable {
    private static final int FIRST_BUFFER = 1 << 16;
    private static final String IMPORT_SOURCE = '"' + ImportSource.NAME + '"';
    private static final byte[] ID = "{\"id\":".getBytes(StandardCharsets.US_ASCII);

    /** The id of a row that doesn't begin with one. */
    public static final long NO_ID = Long.MIN_VALUE;

    private static final String TABLE_END = "\": [";

    private final Path file;
    private final FileChannel channel;
    private final @Nullable MessageDigest digest;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int filled;
    private int next;
    private long read;
    private int start;
    private int end;
    private String table = "";

    private RowLines(Path file, FileChannel channel, @Nullable MessageDigest digest) {
        this.file = file;
        this.channel = channel;
        this.digest = digest;
    }

    /** Begins at the beginning; {@link #nextTable} is next. */
    public static RowLines open(Path file) {
        return begin(at(file, 0));
    }

    /** As {@link #open}, without a checksum: {@link #rest} can't be called. */
    public static RowLines openUnsummed(Path file) {
        return begin(at(file, 0, null));
    }

    private static RowLines begin(RowLines lines) {
        if (!lines.nextLine() || !lines.is("{")) {
            lines.close();
            throw lines.damaged("its first line doesn't begin an object");
        }
        return lines;
    }

    /** Begins at the first row of a table, where {@link #offset} was; {@link #nextRow} is next. */
    public static RowLines at(Path file, long offset) {
        return at(file, offset, Checksum.begin());
    }

    private static RowLines at(Path file, long offset, @Nullable MessageDigest digest) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            channel.position(offset);
            return new RowLines(file, channel, digest);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Goes to the next table; false where there is none. What is left of the one before is passed over. */
    public boolean nextTable() {
        while (!table.isEmpty() && nextRow()) {}
        if (!nextLine() || is("}")) {
            return false;
        }
        String line = new String(buffer, start, end - start, StandardCharsets.UTF_8);
        if (line.startsWith(IMPORT_SOURCE)) {
            return nextTable();
        }
        if (!line.startsWith("\"") || !line.endsWith(TABLE_END)) {
            throw damaged("a line is not the name of a table");
        }
        table = line.substring(1, line.length() - TABLE_END.length());
        return true;
    }

    public String table() {
        return table;
    }

    /** Where the next line begins. */
    public long offset() {
        return read - (filled - next);
    }

    /** Goes to the next row of the table; false at its end. */
    public boolean nextRow() {
        if (!nextLine()) {
            throw damaged("it ends in the middle of a table");
        }
        if (end > start && buffer[end - 1] == ',') {
            end--;
        }
        if (is("]")) {
            table = "";
            return false;
        }
        if (end - start < 2 || buffer[start] != '{' || buffer[end - 1] != '}') {
            throw damaged("a line is not a row");
        }
        return true;
    }

    /** The file that is read. */
    public Path file() {
        return file;
    }

    /** The bytes among which the row is, until the next is asked for. */
    public byte[] data() {
        return buffer;
    }

    public int start() {
        return start;
    }

    /** Behind the last byte of the row. */
    public int end() {
        return end;
    }

    /** The id with which the row begins; {@link #NO_ID} where it begins otherwise. */
    public long id() {
        int at = start + ID.length;
        if (at >= end || !Arrays.equals(buffer, start, at, ID, 0, ID.length)) {
            return NO_ID;
        }
        boolean negative = buffer[at] == '-';
        int digits = negative ? at + 1 : at;
        long id = 0;
        for (at = digits; buffer[at] >= '0' && buffer[at] <= '9'; at++) {
            id = 10 * id + buffer[at] - '0';
        }
        return at == digits ? NO_ID : negative ? -id : id;
    }

    /** Reads what is left; gives size and checksum of what was read since the opening. */
    public Written rest() {
        do {
            next = filled;
        } while (fill());
        return new Written(read, Checksum.end(Objects.requireNonNull(digest)));
    }

    private boolean is(String text) {
        return end - start == text.length() && buffer[start] == text.charAt(0);
    }

    /** Finds the next line, without its end; false at the end of the file. */
    private boolean nextLine() {
        int at = next;
        while (true) {
            while (at < filled) {
                if (buffer[at] == '\n') {
                    start = next;
                    end = at;
                    next = at + 1;
                    return true;
                }
                at++;
            }
            int pending = filled - next;
            if (!fill()) {
                if (pending > 0) {
                    throw damaged("its last line is truncated");
                }
                return false;
            }
            at = next + pending;
        }
    }

    /** Reads on behind what is not yet used; false at the end of the file. */
    private boolean fill() {
        int pending = filled - next;
        if (pending == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
        } else if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, pending);
            filled = pending;
            next = 0;
        }
        try {
            int n = channel.read(ByteBuffer.wrap(buffer, filled, buffer.length - filled));
            if (n <= 0) {
                return false;
            }
            if (digest != null) {
                digest.update(buffer, filled, n);
            }
            filled += n;
            read += n;
            return true;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Failure unreadable(Path file, IOException e) {
        return new Failure(
                ExitStatus.DAMAGED_ARCHIVE,
                file + " can't be read: " + PrivateFiles.reason(e),
                "Copy the archive again from its origin.",
                e);
    }

    private Failure damaged(String what) {
        return new Failure(
                ExitStatus.DAMAGED_ARCHIVE,
                file + " is damaged: " + what + " (near byte " + offset() + ")",
                "Copy the archive again from its origin.");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
