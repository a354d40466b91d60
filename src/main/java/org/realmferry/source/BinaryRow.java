/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A row of COPY's binary format: a count of fields in 16 bits, then each field with its length in 32 bits, -1 for null
 * (PostgreSQL documentation, COPY, "Binary Format"). The object is used again for each row.
 */
public final class BinaryRow {
    /** Microseconds from 1970 to 2000, where PostgreSQL's time begins. */
    private static final long EPOCH_2000 = 946_684_800_000_000L;

    private static final int ARRAY_HEADER = 20;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] data = new byte[0];
    private int[] offsets = new int[64];
    private int[] lengths = new int[64];

    /** Takes the tuple that begins at a position of {@code data}. */
    public void set(byte[] data, int from) {
        this.data = data;
        int fields = short16(from);
        if (fields > offsets.length) {
            offsets = new int[fields];
            lengths = new int[fields];
        }
        int position = from + 2;
        for (int i = 0; i < fields; i++) {
            lengths[i] = int32(position);
            offsets[i] = position + 4;
            position += 4 + Math.max(0, lengths[i]);
        }
    }

    public byte[] data() {
        return data;
    }

    public int offset(int field) {
        return offsets[field];
    }

    public int length(int field) {
        return lengths[field];
    }

    public boolean isNull(int field) {
        return lengths[field] < 0;
    }

    /** Forgets a value. */
    public void setNull(int field) {
        lengths[field] = -1;
    }

    /** A smallint, integer or bigint. */
    public long number(int field) {
        int offset = offsets[field];
        return switch (lengths[field]) {
            case 2 -> short16(offset);
            case 4 -> int32(offset);
            case 8 -> int64(offset);
            default -> throw new IllegalStateException("a number of " + lengths[field] + " bytes");
        };
    }

    public boolean bool(int field) {
        return data[offsets[field]] != 0;
    }

    /**
     * A timestamptz in microseconds since 1970. PostgreSQL's infinite times, its smallest and largest number, stay such, and
     * what is too late for that is the largest, too.
     */
    public long micros(int field) {
        long since2000 = int64(offsets[field]);
        if (since2000 == Long.MIN_VALUE) {
            return since2000;
        }
        return since2000 > Long.MAX_VALUE - EPOCH_2000 ? Long.MAX_VALUE : since2000 + EPOCH_2000;
    }

    public String text(int field) {
        return new String(data, offsets[field], lengths[field], StandardCharsets.UTF_8);
    }

    /** A bigint[] of one dimension without nulls. */
    public long[] ids(int field) {
        int offset = offsets[field];
        int dimensions = int32(offset);
        long[] ids = new long[dimensions == 0 ? 0 : int32(offset + 12)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = int64(offset + ARRAY_HEADER + 12 * i + 4);
        }
        return ids;
    }

    private int short16(int at) {
        return (short) SHORT.get(data, at);
    }

    private int int32(int at) {
        return (int) INT.get(data, at);
    }

    private long int64(int at) {
        return (long) LONG.get(data, at);
    }
}
