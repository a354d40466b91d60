/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.realmferry.input.Fields;

/** One row of an archive: where the values of its fields stand among bytes. Rows of a list have their fields in one order. */
final class ArchiveRow {
    /** What isn't asked for. */
    private static final int UNUSED = -1;

    private final Map<String, Integer> fields = new HashMap<>();
    private final Set<String> unused = new TreeSet<>();
    private byte[][] order = {};
    private int[] orderOfFields = {};
    private final Fields.Visitor visitor = this::found;
    private int[] starts = {};
    private int[] ends = {};
    private byte[] data = {};
    private int start;
    private int end;
    private int position;

    /** The number of a field, by which it is asked for. */
    int field(String name) {
        return fields.computeIfAbsent(name, unknown -> {
            starts = Arrays.copyOf(starts, starts.length + 1);
            ends = Arrays.copyOf(ends, ends.length + 1);
            return starts.length - 1;
        });
    }

    /** Finds the values of the fields that were asked for. */
    void read(byte[] bytes, int from, int to) {
        data = bytes;
        start = from;
        end = to;
        position = 0;
        Arrays.fill(starts, 0, starts.length, -1);
        Fields.each(bytes, from, to, visitor);
    }

    private void found(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int field = next(nameStart, nameEnd);
        if (field != UNUSED) {
            starts[field] = valueStart;
            ends[field] = valueEnd;
        }
    }

    private int next(int nameStart, int nameEnd) {
        int at = position++;
        if (at < order.length) {
            byte[] name = order[at];
            if (Arrays.equals(name, 0, name.length, data, nameStart, nameEnd)) {
                return orderOfFields[at];
            }
        }
        return learn(at, new String(data, nameStart, nameEnd - nameStart, StandardCharsets.UTF_8));
    }

    /** Remembers which field is in that place of a row. */
    private int learn(int at, String name) {
        int field = fields.getOrDefault(name, UNUSED);
        if (field == UNUSED) {
            unused.add(name);
        }
        if (order.length <= at) {
            int before = order.length;
            order = Arrays.copyOf(order, at + 1);
            Arrays.fill(order, before, at + 1, new byte[0]);
            orderOfFields = Arrays.copyOf(orderOfFields, at + 1);
        }
        order[at] = Fields.name(name);
        orderOfFields[at] = field;
        return field;
    }

    /** Whether the row has the field. */
    boolean has(int field) {
        return starts[field] >= 0;
    }

    /** Whether the row lacks the field, or has null there. */
    boolean isNull(int field) {
        return starts[field] < 0 || data[starts[field]] == 'n';
    }

    /** A whole number; {@code Long.MIN_VALUE} where the field has none. */
    long number(int field) {
        return has(field) ? Fields.number(data, starts[field], ends[field]) : Long.MIN_VALUE;
    }

    byte[] data() {
        return data;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int start(int field) {
        return starts[field];
    }

    int end(int field) {
        return ends[field];
    }

    /** The names of a row's fields. */
    static Set<String> fields(byte[] bytes, int from, int to) {
        ArchiveRow row = new ArchiveRow();
        row.read(bytes, from, to);
        return Set.copyOf(row.unused());
    }

    /** The fields that were met and never asked for. */
    Set<String> unused() {
        return unused;
    }
}
