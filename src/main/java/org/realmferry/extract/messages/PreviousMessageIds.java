/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.realmferry.Checksum;
import org.realmferry.IdBitmap;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.extract.journal.ArchiveJournal;
import org.realmferry.source.SnapshotHorizon;

/**
 * Which messages of a realm left and which stayed when a part of a run read them. The next part takes them over, but for
 * rows that changed or are gone (docs/consistency.md).
 *
 * @param query checksum of what decided it
 * @param clients each client with one message that left with it
 */
public record PreviousMessageIds(String query, IdBitmap messages, IdBitmap leftOut, Map<Long, Long> clients) {
    /** What a part with a standpoint can go on from, if anything. */
    public static Optional<PreviousMessageIds> of(ArchiveJournal journal, SnapshotHorizon now, Path path) {
        return journal.ids(now).flatMap(checksum -> read(path, checksum));
    }

    /** Reads what {@link #write} wrote; empty where the file can't be read, or isn't the one of the checksum. */
    static Optional<PreviousMessageIds> read(Path path, String checksum) {
        try {
            byte[] bytes = Files.readAllBytes(path);
            return Checksum.of(bytes).equals(checksum) ? Optional.of(read(bytes)) : Optional.empty();
        } catch (IOException e) {
            // Then all are read again.
            return Optional.empty();
        }
    }

    private static PreviousMessageIds read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        String query = in.readUTF();
        Map<Long, Long> clients = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            clients.put(in.readLong(), in.readLong());
        }
        return new PreviousMessageIds(query, bitmap(in), bitmap(in), clients);
    }

    private static IdBitmap bitmap(DataInputStream in) throws IOException {
        IdBitmap ids = new IdBitmap();
        ids.deserialize(in);
        return ids;
    }

    /** Gives the file's checksum. Fails with {@code TARGET}. */
    public String write(Path path) {
        try (AtomicFile file = AtomicFile.create(path)) {
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(file.stream()));
            out.writeUTF(query);
            out.writeInt(clients.size());
            for (Map.Entry<Long, Long> client : clients.entrySet()) {
                out.writeLong(client.getKey());
                out.writeLong(client.getValue());
            }
            messages.serialize(out);
            leftOut.serialize(out);
            out.flush();
            return file.commit().sha256();
        } catch (IOException e) {
            throw PrivateFiles.unwritable(path, e);
        }
    }
}
