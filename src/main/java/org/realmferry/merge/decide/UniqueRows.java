/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.RowLines;
import org.realmferry.input.Fields;
import org.realmferry.input.SyntheticIds;
import org.realmferry.rules.language.MergeRule;

/**
 * Finds rows of different ids that have fields in common which no two rows of a table may: a reaction that was taken back
 * and given again. Of each row only a hash is kept, and which input had it last.
 */
public final class UniqueRows {
    private static final Pattern LOWER = Pattern.compile("lower\\((.*)\\)");
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, and never compared
    private record Field(byte[] name, boolean lower) {
        static Field of(String text) {
            Matcher lower = LOWER.matcher(text);
            return lower.matches() ? new Field(Fields.name(lower.group(1)), true) : new Field(Fields.name(text), false);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, and never compared
    private record Found(long id, int input, byte[] row) {}

    private final MergeTask merging;
    private final String table;
    private final List<Field> fields;
    private final Optional<byte[]> exempt;
    private long[] hashes = new long[1024];
    private int[] inputs = new int[1024];
    private int size;

    public UniqueRows(MergeTask merging, String table, MergeRule rule) {
        this.merging = merging;
        this.table = table;
        fields = rule.unique().stream().map(Field::of).toList();
        exempt = rule.exempt().map(Fields::name);
    }

    /** Notes the next row, which these inputs have. */
    public void add(byte[] data, int start, int end, List<RowCursor> group) {
        if (fields.isEmpty()) {
            return;
        }
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
            inputs = Arrays.copyOf(inputs, size * 2);
        }
        inputs[size] = merging.newest(group);
        hashes[size++] = hash(data, start, end);
    }

    private long hash(byte[] data, int start, int end) {
        long hash = FNV_OFFSET;
        for (Field field : fields) {
            Fields.@Nullable Range value = Fields.find(data, start, end, field.name());
            for (int i = value == null ? 0 : value.start(); value != null && i < value.end(); i++) {
                // Letters beyond ASCII are told apart by case here, and put together by the texts below.
                byte b = field.lower() && (data[i] < 0 || Character.isLetter(data[i])) ? 0 : data[i];
                hash = (hash ^ b) * FNV_PRIME;
            }
            hash = hash * FNV_PRIME + 1;
        }
        return hash;
    }

    private String key(byte[] data, int start, int end) {
        StringBuilder key = new StringBuilder();
        for (Field field : fields) {
            Fields.@Nullable Range value = Fields.find(data, start, end, field.name());
            String text = value == null
                    ? ""
                    : new String(data, value.start(), value.end() - value.start(), StandardCharsets.UTF_8);
            key.append(field.lower() ? text.toLowerCase(Locale.ROOT) : text).append('\0');
        }
        return key.toString();
    }

    /** The ids of rows that have to go; most often none. */
    public Set<Long> superfluous(Path part, Decisions decisions) {
        Set<Long> twice = twice();
        Set<Long> superfluous = new HashSet<>();
        if (twice.isEmpty()) {
            return superfluous;
        }
        Map<String, List<Found>> found = new HashMap<>();
        try (RowLines lines = RowLines.open(part)) {
            lines.nextTable();
            for (int i = 0; lines.nextRow(); i++) {
                if (twice.contains(hashes[i]) && !isExempt(lines)) {
                    byte[] row = Arrays.copyOfRange(lines.data(), lines.start(), lines.end());
                    found.computeIfAbsent(key(row, 0, row.length), k -> new ArrayList<>())
                            .add(new Found(Fields.id(row, 0, row.length), inputs[i], row));
                }
            }
        }
        found.values().stream().filter(rows -> rows.size() > 1).forEach(rows -> decide(rows, superfluous, decisions));
        return superfluous;
    }

    private boolean isExempt(RowLines row) {
        return exempt.map(field -> Fields.find(row.data(), row.start(), row.end(), field))
                .filter(value -> row.data()[value.start()] == 't')
                .isPresent();
    }

    private Set<Long> twice() {
        long[] sorted = Arrays.copyOf(hashes, size);
        Arrays.sort(sorted);
        Set<Long> twice = new HashSet<>();
        for (int i = 1; i < size; i++) {
            if (sorted[i] == sorted[i - 1]) {
                twice.add(sorted[i]);
            }
        }
        return twice;
    }

    /** A row that the server has wins over one that was made up here; else the preferred input's, then the later id. */
    private void decide(List<Found> rows, Set<Long> superfluous, Decisions decisions) {
        Found winner = rows.stream()
                .max((one, other) -> {
                    int real = Boolean.compare(!SyntheticIds.is(one.id()), !SyntheticIds.is(other.id()));
                    int preferred = merging.compare(
                            merging.inputs().get(one.input()), merging.inputs().get(other.input()));
                    return real != 0 ? real : preferred != 0 ? preferred : Long.compare(one.id(), other.id());
                })
                .orElseThrow();
        for (Found row : rows) {
            if (row.id() != winner.id()) {
                superfluous.add(row.id());
                if (!SyntheticIds.is(row.id())) {
                    decisions.decided(table, row.id(), Decision.UNIQUE, side(winner), List.of(side(row)));
                }
            }
        }
    }

    private Decisions.Side side(Found row) {
        return new Decisions.Side(merging.inputs().get(row.input()).name(), row.row());
    }
}
