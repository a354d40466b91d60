/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.realmferry.input.Fields;
import org.realmferry.source.TargetCatalog.UniqueIndex;

/**
 * Finds rows of an archive of which a unique index of the target takes only one. Ids of the archive are as good as new ones
 * for that. Of each row eight bytes are kept; rows that have them in common are compared when they are read once more.
 */
public final class UniqueRows {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final int SHOWN = 3;

    private final UniqueIndex index;
    private final List<IndexedValue> values;
    private final RowPredicate predicate;
    private final Map<String, Long> firsts = new HashMap<>();
    private final List<String> clashes = new ArrayList<>();
    private final Set<Long> twice = new HashSet<>();
    private long[] hashes = new long[16];
    private int size;
    private long count;

    private UniqueRows(UniqueIndex index, List<IndexedValue> values, RowPredicate predicate) {
        this.index = index;
        this.values = values;
        this.predicate = predicate;
    }

    /**
     * Those of an index; empty where the archive doesn't decide about it, or where it has an expression or a condition that
     * only PostgreSQL can evaluate.
     *
     * @param field the field of the archive that a column's values come from; empty for a column that an import fills itself
     */
    public static Optional<UniqueRows> of(UniqueIndex index, Function<String, Optional<String>> field) {
        List<IndexedValue> values = new ArrayList<>();
        for (String column : index.columns()) {
            Optional<IndexedValue> value = IndexedValue.of(column, field);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        Optional<RowPredicate> predicate = RowPredicate.of(index.predicate().orElse(""), field);
        return predicate.map(known -> new UniqueRows(index, values, known));
    }

    /** Notes a row. */
    public void add(byte[] data, int start, int end) {
        long hash = FNV_OFFSET;
        for (IndexedValue value : values) {
            Fields.@Nullable Range range = value.range(data, start, end);
            if (range == null) {
                return;
            }
            hash = value.isExpression()
                    ? hash(hash, value.text(data, range).getBytes(StandardCharsets.UTF_8))
                    : hash(hash, data, range.start(), range.end());
        }
        if (!predicate.holds(data, start, end)) {
            return;
        }
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        hashes[size++] = hash;
    }

    private static long hash(long before, byte[] bytes) {
        return hash(before, bytes, 0, bytes.length);
    }

    private static long hash(long before, byte[] data, int start, int end) {
        long hash = before;
        for (int i = start; i < end; i++) {
            hash = (hash ^ data[i]) * FNV_PRIME;
        }
        return (hash ^ 0xff) * FNV_PRIME;
    }

    /** Whether rows have to be read once more, by {@link #compare}; what was noted is forgotten. */
    public boolean mayClash() {
        Arrays.sort(hashes, 0, size);
        for (int i = 1; i < size; i++) {
            if (hashes[i] == hashes[i - 1]) {
                twice.add(hashes[i]);
            }
        }
        size = 0;
        return !twice.isEmpty();
    }

    /** Reads a row once more. */
    public void compare(byte[] data, int start, int end) {
        add(data, start, end);
        if (size == 0) {
            return;
        }
        size = 0;
        if (!twice.contains(hashes[0])) {
            return;
        }
        StringBuilder key = new StringBuilder();
        for (IndexedValue value : values) {
            Fields.@Nullable Range range = value.range(data, start, end);
            key.append(range == null ? "" : value.text(data, range)).append('\0');
        }
        long id = Fields.id(data, start, end);
        Long first = firsts.putIfAbsent(key.toString(), id);
        if (first != null) {
            count++;
            if (clashes.size() < SHOWN) {
                clashes.add(first + " and " + id);
            }
        }
    }

    /** What is wrong, in words; empty where nothing is. */
    public Optional<String> problem() {
        if (count == 0) {
            return Optional.empty();
        }
        String more = count > clashes.size() ? ", and " + (count - clashes.size()) + " more" : "";
        return Optional.of("rows of " + index.table() + " have the same " + String.join(", ", index.columns())
                + ", of which the server's unique index " + index.name() + " takes only one: ids "
                + String.join("; ", clashes) + more);
    }
}
