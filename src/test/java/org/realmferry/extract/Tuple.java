/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.realmferry.source.BinaryRow;

/** A tuple of COPY's binary format, made by hand after PostgreSQL's documentation. */
public final class Tuple {
    private static final int BIGINT_OID = 20;
    private static final long MICROS_TO_2000 = 946_684_800_000_000L;

    private final List<byte[]> fields = new ArrayList<>();
    private final List<Boolean> nulls = new ArrayList<>();

    @FunctionalInterface
    private interface Content {
        void writeTo(DataOutputStream out) throws IOException;
    }

    public Tuple nothing() {
        nulls.add(true);
        fields.add(new byte[0]);
        return this;
    }

    public Tuple smallint(int value) {
        return field(out -> out.writeShort(value));
    }

    public Tuple integer(int value) {
        return field(out -> out.writeInt(value));
    }

    public Tuple bigint(long value) {
        return field(out -> out.writeLong(value));
    }

    public Tuple bool(boolean value) {
        return field(out -> out.writeBoolean(value));
    }

    public Tuple text(String value) {
        return field(out -> out.write(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Each letter as a byte. */
    public Tuple latin1(String value) {
        return field(out -> out.write(value.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** A time in microseconds since 1970. */
    public Tuple time(long micros) {
        return bigint(micros - MICROS_TO_2000);
    }

    public Tuple jsonb(String value) {
        return field(out -> {
            out.writeByte(1);
            out.write(value.getBytes(StandardCharsets.UTF_8));
        });
    }

    public Tuple uuid(String value) {
        UUID uuid = UUID.fromString(value);
        return field(out -> {
            out.writeLong(uuid.getMostSignificantBits());
            out.writeLong(uuid.getLeastSignificantBits());
        });
    }

    public Tuple ids(long... values) {
        return field(out -> {
            out.writeInt(values.length == 0 ? 0 : 1);
            out.writeInt(0);
            out.writeInt(BIGINT_OID);
            if (values.length > 0) {
                out.writeInt(values.length);
                out.writeInt(1);
            }
            for (long value : values) {
                out.writeInt(Long.BYTES);
                out.writeLong(value);
            }
        });
    }

    /** The row, set to this tuple behind some bytes that are no part of it. */
    public BinaryRow row() {
        return set(new BinaryRow());
    }

    public BinaryRow set(BinaryRow row) {
        byte[] before = {1, 2, 3};
        byte[] tuple = bytes(out -> {
            out.write(before);
            out.writeShort(fields.size());
            for (int i = 0; i < fields.size(); i++) {
                out.writeInt(nulls.get(i) ? -1 : fields.get(i).length);
                out.write(fields.get(i));
            }
        });
        row.set(tuple, before.length);
        return row;
    }

    private Tuple field(Content content) {
        nulls.add(false);
        fields.add(bytes(content));
        return this;
    }

    private static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
