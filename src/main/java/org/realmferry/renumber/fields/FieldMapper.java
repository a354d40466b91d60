/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.JsonBytes;
import org.realmferry.input.Fields;

/** Writes the value of a field with new ids. */
@FunctionalInterface
public interface FieldMapper {
    /**
     * The bytes of a field's value, and of the row that it is in.
     *
     * @param rowStart where the row begins
     * @param start where the value begins
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are looked at, and never compared
    record Value(byte[] data, int rowStart, int rowEnd, int start, int end) {
        byte first() {
            return data[start];
        }

        String json() {
            return new String(data, start, end - start, StandardCharsets.UTF_8);
        }

        /** Another field of the row, as JSON without the quotes of a text; empty where there is none. */
        String other(byte[] field) {
            Fields.@Nullable Range range = Fields.find(data, rowStart, rowEnd, field);
            return range == null
                    ? ""
                    : new String(data, range.start(), range.end() - range.start(), StandardCharsets.UTF_8)
                            .replace("\"", "");
        }
    }

    /** Writes the value, and gives true; or writes nothing, where it stays as it is. */
    boolean write(Value value, JsonBytes out);

    /** A number, or a list of numbers, which is in ascending order. */
    static FieldMapper numbers(LongUnaryOperator other) {
        return (value, out) ->
                value.first() == '[' ? list(value, LongStream::sorted, other, out) : number(value, other, out);
    }

    /** A list of numbers, each in its place. */
    static FieldMapper inPlace(LongUnaryOperator other) {
        return (value, out) -> list(value, UnaryOperator.identity(), other, out);
    }

    private static boolean number(Value value, LongUnaryOperator other, JsonBytes out) {
        long old = Fields.number(value.data(), value.start(), value.end());
        if (old == Long.MIN_VALUE) {
            return false;
        }
        long mapped = other.applyAsLong(old);
        if (mapped == old) {
            return false;
        }
        out.number(mapped);
        return true;
    }

    private static boolean list(Value value, UnaryOperator<LongStream> order, LongUnaryOperator other, JsonBytes out) {
        String text = value.json().replaceAll("[\\[\\]\\s]", "");
        if (text.isEmpty() || !text.matches("-?[0-9]{1,18}(,-?[0-9]{1,18})*")) {
            return false;
        }
        long[] old = Arrays.stream(text.split(",")).mapToLong(Long::parseLong).toArray();
        long[] mapped = order.apply(Arrays.stream(old).map(other)).toArray();
        if (Arrays.equals(old, mapped)) {
            return false;
        }
        for (int i = 0; i < mapped.length; i++) {
            out.raw(i == 0 ? '[' : ',');
            out.number(mapped[i]);
        }
        out.raw(']');
        return true;
    }

    /** A text that is written where it is another one. */
    static boolean text(String old, String mapped, JsonBytes out) {
        if (mapped.equals(old)) {
            return false;
        }
        out.string(mapped);
        return true;
    }
}
