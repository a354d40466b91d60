/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.Parameters;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.RealmMessages;
import org.realmferry.selection.Scope;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** Which messages of a realm leave and which stay, read in parts by any number of readers. */
final class MessagesOfRealm {
    private static final long PARTS = 16;
    private static final long SMALLEST_PART = 25_000;

    /** So many ids take half a megabyte as bits. */
    private static final long LARGEST_PART = 1L << 22;

    /** From so many ids on it is faster to add them as a range. */
    private static final int LONG_RANGE = 1024;

    private final Parameters parameters;
    private final String table;
    private final String query;
    private final Roaring64Bitmap messages = new Roaring64Bitmap();
    private final Roaring64Bitmap leftOut = new Roaring64Bitmap();
    private final Roaring64Bitmap clients = new Roaring64Bitmap();

    private MessagesOfRealm(Parameters parameters, TableRead read) {
        this.parameters = parameters;
        table = read.table();
        query = parameters.bind(RealmMessages.leaving(read.where(), MessageFile.AMONG));
    }

    /** Reads the rules' sets of ids, but no messages yet. */
    static MessagesOfRealm of(SnapshotReader reader, Scope scope, ExportPlan plan) {
        return new MessagesOfRealm(RealmIds.sets(reader, scope), plan.read("zerver_message"));
    }

    /** What {@link #read} has to be told. */
    List<Span> parts(SnapshotReader reader) {
        List<Span> parts = new ArrayList<>();
        reader.read(table, "SELECT min(id), max(id) FROM zerver_message", row -> {
            if (!row.isNull(0)) {
                parts.addAll(parts(row.number(0), row.number(1)));
            }
        });
        return parts;
    }

    static List<Span> parts(long first, long last) {
        long size = Math.min(LARGEST_PART, Math.max(SMALLEST_PART, (last - first) / PARTS + 1));
        List<Span> parts = new ArrayList<>();
        long from = first;
        while (last - from >= size) {
            parts.add(new Span(from, from + size - 1));
            from += size;
        }
        parts.add(new Span(from, last));
        return parts;
    }

    /** Reads a part. The server sends blocks of ids: a row for each message would take twice as long. */
    void read(SnapshotReader reader, Span part) {
        Bits leaving = new Bits(part);
        Bits staying = new Bits(part);
        Roaring64Bitmap with = new Roaring64Bitmap();
        String among = "t.id BETWEEN " + part.first() + " AND " + part.last();
        reader.read(table, query.replace(MessageFile.AMONG, among), row -> {
            if (row.bool(3)) {
                leaving.add(row.number(0), row.number(1));
                IdSets.add(with, row, 2);
            } else {
                staying.add(row.number(0), row.number(1));
            }
        });
        synchronized (this) {
            leaving.addTo(messages);
            staying.addTo(leftOut);
            clients.or(with);
        }
    }

    /** All ids, when each part is read. */
    synchronized RealmIds end() {
        messages.runOptimize();
        leftOut.runOptimize();
        parameters.ids("clients").or(clients);
        return new RealmIds(parameters, messages, leftOut);
    }

    /** The ids of a part, a bit for each. */
    static final class Bits {
        private final long first;
        private final long[] blocks;

        Bits(Span part) {
            first = Math.floorDiv(part.first(), Long.SIZE);
            blocks = new long[(int) (Math.floorDiv(part.last(), Long.SIZE) - first) + 1];
        }

        /** Adds ids of the same 64th. */
        void add(long block, long bits) {
            blocks[(int) (block - first)] |= bits;
        }

        void addTo(Roaring64Bitmap ids) {
            BitSet bits = BitSet.valueOf(blocks);
            long zero = first * Long.SIZE;
            int from = bits.nextSetBit(0);
            while (from >= 0) {
                int to = bits.nextClearBit(from);
                if (to - from < LONG_RANGE) {
                    LongStream.range(zero + from, zero + to).forEach(ids::addLong);
                } else {
                    ids.addRange(zero + from, zero + to);
                }
                from = bits.nextSetBit(to);
            }
        }
    }
}
