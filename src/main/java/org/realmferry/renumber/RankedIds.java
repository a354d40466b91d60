/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.realmferry.Checksum;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.IdBitmap;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.PrivateFiles;

/**
 * Ids that a sequence of another server gave, as an import draws them: {@code new(old)} is the {@code rank(old)}-th of the
 * new ids, so that the order of rows stays. The old ids are a compressed set and the new ones a few ranges; both together
 * are the whole map, in both directions.
 */
public final class RankedIds implements IdMap {
    private final IdBitmap old;
    private final RankIndex index;
    private final long[] firsts;
    private final long[] lasts;
    /** How many new ids stand before each range. */
    private final long[] before;

    private final Map<Long, Long> single;
    private final Map<Long, Long> singleOld = new TreeMap<>();

    /** The range that was asked for last: most often the next one, too. */
    private int range;

    /**
     * Maps a set of ids.
     *
     * @param old the rows of the archive
     * @param ranges the first and the last id of each range of new ids, in ascending order; together as many as rows
     * @param single rows that exist on the target: old and new id
     */
    public RankedIds(IdBitmap old, List<long[]> ranges, Map<Long, Long> single) {
        this.old = old;
        index = RankIndex.of(old);
        this.single = Map.copyOf(single);
        single.forEach((from, to) -> singleOld.put(to, from));
        firsts = ranges.stream().mapToLong(range -> range[0]).toArray();
        lasts = ranges.stream().mapToLong(range -> range[1]).toArray();
        before = new long[firsts.length];
        long count = 0;
        for (int i = 0; i < firsts.length; i++) {
            before[i] = count;
            count += lasts[i] - firsts[i] + 1;
        }
        if (count != old.getLongCardinality()) {
            throw new IllegalArgumentException(count + " new ids for " + old.getLongCardinality() + " rows");
        }
    }

    @Override
    public Map<Long, Long> single() {
        return single;
    }

    @Override
    public boolean isIdentity() {
        return old.isEmpty() && single.isEmpty();
    }

    @Override
    public boolean isSingle(long id) {
        return single.containsKey(id);
    }

    @Override
    public long row(long id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no new id was drawn for " + id));
    }

    /** The new id; empty where the archive has no such row. */
    public OptionalLong find(long id) {
        @Nullable Long alone = single.isEmpty() ? null : single.get(id);
        if (alone != null) {
            return OptionalLong.of(alone);
        }
        long place = index.place(id);
        return place < 0 ? OptionalLong.empty() : OptionalLong.of(at(place));
    }

    /** Of a row that the archive lacks: the old number, as Zulip's importer keeps it. */
    @Override
    public long reference(long id) {
        return find(id).orElse(id);
    }

    @Override
    public OptionalLong last(long id) {
        long place = index.floor(id);
        return place < 0 ? OptionalLong.empty() : OptionalLong.of(at(place));
    }

    /** The old id of a new one; empty where the import didn't give it. */
    public OptionalLong original(long id) {
        @Nullable Long alone = singleOld.isEmpty() ? null : singleOld.get(id);
        if (alone != null) {
            return OptionalLong.of(alone);
        }
        int found = RankIndex.lastUpTo(firsts, id);
        return found < 0 || id > lasts[found]
                ? OptionalLong.empty()
                : OptionalLong.of(index.at(before[found] + (id - firsts[found])));
    }

    /** The new id of the row that so many are before. */
    private long at(long place) {
        int found = range;
        if (before[found] > place || place - before[found] > lasts[found] - firsts[found]) {
            found = RankIndex.lastUpTo(before, place);
            range = found;
        }
        return firsts[found] + (place - before[found]);
    }

    @Override
    public long changed(IdBitmap rows) {
        long[] changed = new long[1];
        rows.forEach(id -> changed[0] += reference(id) == id ? 0 : 1);
        return changed[0];
    }

    /** The old ids. */
    public IdBitmap old() {
        return old;
    }

    /** The ranges of new ids, each its first and its last. */
    public List<long[]> ranges() {
        long[][] ranges = new long[firsts.length][];
        Arrays.setAll(ranges, i -> new long[] {firsts[i], lasts[i]});
        return List.of(ranges);
    }

    /** Writes the map, whole and synced, or not at all. */
    public void writeTo(Path path) {
        byte[] content = bytes();
        byte[] sum = Checksum.of(content).getBytes(StandardCharsets.US_ASCII);
        try (AtomicFile file = AtomicFile.create(path)) {
            file.write(content, 0, content.length);
            file.write(sum, 0, sum.length);
            file.commit();
        }
    }

    private byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            old.serialize(out);
            out.writeInt(firsts.length);
            for (int i = 0; i < firsts.length; i++) {
                out.writeLong(firsts[i]);
                out.writeLong(lasts[i]);
            }
            out.writeInt(single.size());
            for (Map.Entry<Long, Long> row : single.entrySet()) {
                out.writeLong(row.getKey());
                out.writeLong(row.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written to", e);
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #writeTo} wrote. Fails with {@code TARGET} where the file is damaged. */
    public static RankedIds readFrom(Path path) {
        try {
            byte[] all = Files.readAllBytes(path);
            int size = Math.max(0, all.length - Checksum.of(new byte[0]).length());
            byte[] content = Arrays.copyOf(all, size);
            String sum = new String(all, size, all.length - size, StandardCharsets.US_ASCII);
            if (!Checksum.of(content).equals(sum)) {
                throw new Failure(
                        ExitStatus.TARGET,
                        "the map of ids " + path + " is damaged",
                        "Undo the import with the run's backup, or remove the run and the realm it began.");
            }
            return read(new DataInputStream(new ByteArrayInputStream(content)));
        } catch (IOException e) {
            throw PrivateFiles.unreadable(path, e);
        }
    }

    private static RankedIds read(DataInputStream in) throws IOException {
        IdBitmap old = new IdBitmap();
        old.deserialize(in);
        long[][] ranges = new long[in.readInt()][];
        for (int i = 0; i < ranges.length; i++) {
            ranges[i] = new long[] {in.readLong(), in.readLong()};
        }
        Map<Long, Long> single = new TreeMap<>();
        for (int rows = in.readInt(); rows > 0; rows--) {
            single.put(in.readLong(), in.readLong());
        }
        return new RankedIds(old, List.of(ranges), single);
    }
}
