/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.realmferry.archive.RowFileReader;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.SummedStream;
import org.realmferry.archive.disk.Written;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;

/** One reading of a file to its end: what it holds is looked at while size and checksum are taken. */
public final class FileReading {
    /** What is done with a file's JSON. */
    @FunctionalInterface
    public interface Content {
        void of(RowFileReader json) throws IOException;
    }

    /** How a file's JSON is read. */
    private interface Opening {
        RowFileReader of(InputStream in) throws IOException;
    }

    private FileReading() {}

    /** Reads JSON; what is no JSON, or can't be read, is a finding, and then nothing comes back of a file that is cut off. */
    public static Optional<Written> json(Path file, String name, FindingSink sink, Content content) {
        return json(file, name, sink, RowFileReader::open, content);
    }

    /** As {@link #json}, of rows that are read by {@link TableCheck}, which tells of keys that are there twice. */
    public static Optional<Written> rows(Path file, String name, FindingSink sink, Content content) {
        return json(file, name, sink, RowFileReader::openFast, content);
    }

    /** As {@link #rows}, of a file of which all but this is known. */
    public static void again(Path file, String name, FindingSink sink, Content content) {
        read(file, name, sink, reading -> content(reading, name, sink, RowFileReader::openFast, content));
    }

    private static Optional<Written> json(Path file, String name, FindingSink sink, Opening opening, Content content) {
        return read(file, name, sink, reading -> {
            TextScan scan = new TextScan(reading);
            content(scan, name, sink, opening, content);
            if (scan.hasMark()) {
                sink.found(FindingKind.VALUE, name, "it begins with a byte-order mark, which Python's json rejects");
            }
            if (scan.isSuspect()) {
                BadTexts.find(file, name, sink);
            }
        });
    }

    private static void content(InputStream in, String name, FindingSink sink, Opening opening, Content content)
            throws IOException {
        try (RowFileReader json = opening.of(in)) {
            content.of(json);
            json.end();
        } catch (JsonProcessingException e) {
            sink.found(FindingKind.MALFORMED, name, RowFileReader.problem(e));
        }
    }

    /** Reads a file of whatever content. */
    public static Optional<Written> bytes(Path file, String name, FindingSink sink) {
        return read(file, name, sink, reading -> {});
    }

    /** What reads from the stream; the rest is read after it. */
    private interface Reader {
        void of(InputStream reading) throws IOException;
    }

    private static Optional<Written> read(Path file, String name, FindingSink sink, Reader reader) {
        try (SummedStream reading = new SummedStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS))) {
            reader.of(reading);
            return Optional.of(reading.end());
        } catch (IOException e) {
            sink.found(FindingKind.UNREADABLE, name, "it can't be read: " + PrivateFiles.reason(e));
            return Optional.empty();
        }
    }
}
