/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.extract.messages.RealmIds;
import org.realmferry.plan.TableRead;
import org.realmferry.source.BinaryRow;
import org.realmferry.source.OddValues;
import org.realmferry.source.RowEncoder;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.SnapshotReader.RowHandler;

/**
 * The rows of one table, read, and waiting to be put together with others into a file.
 *
 * @param bytes of the rows, as JSON
 * @param path a file of JSON objects, separated by commas
 */
record TablePart(String output, long rows, long bytes, Path path) {
    private static final int FLUSH_AT = 1 << 16;

    static TablePart write(SnapshotReader reader, TableRead read, RealmIds ids, OddValues odd, Path path) {
        try (FileChannel channel = PrivateFiles.create(path)) {
            Writer writer = new Writer(path, new RowEncoder(read.fields()).telling(odd.of(read)), channel);
            rows(reader, read, ids, writer::add);
            writer.flush();
            return new TablePart(read.output(), writer.rows, writer.bytes, path);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(path, e);
        }
    }

    /** Reads the rows that leave, which name no messages that stay. */
    static void rows(SnapshotReader reader, TableRead read, RealmIds ids, RowHandler handler) {
        int messageField = read.messageField().map(read::indexOf).orElse(-1);
        int[] references =
                read.messageReferences().stream().mapToInt(read::indexOf).toArray();
        reader.read(read.table(), read.select(ids.parameters()), row -> {
            for (int reference : references) {
                if (!row.isNull(reference) && !ids.messages().contains(row.number(reference))) {
                    row.setNull(reference);
                }
            }
            if (messageField < 0 || ids.messages().contains(row.number(messageField))) {
                handler.row(row);
            }
        });
    }

    /** Makes room on the disk: a part is needed once. */
    void remove() {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(path, e);
        }
    }

    private static final class Writer {
        private final Path path;
        private final RowEncoder encoder;
        private final FileChannel channel;
        private final JsonBytes json = new JsonBytes();
        private long rows;
        private long bytes;

        private Writer(Path path, RowEncoder encoder, FileChannel channel) {
            this.path = path;
            this.encoder = encoder;
            this.channel = channel;
        }

        void add(BinaryRow row) {
            if (rows++ > 0) {
                json.raw(",\n");
            }
            encoder.encode(row, json);
            if (json.size() > FLUSH_AT) {
                flush();
            }
        }

        void flush() {
            try {
                ByteBuffer buffer = ByteBuffer.wrap(json.data(), 0, json.size());
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                throw PrivateFiles.unwritable(path, e);
            }
            bytes += json.size();
            json.clear();
        }
    }
}
