/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.PeekableLongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * A set of ids, compressed, in the order of numbers. The bitmap below has ids under zero, which a sequence of 32 bits gives
 * after an overflow, behind all others.
 */
public final class IdBitmap {
    private final Roaring64Bitmap bits;

    public IdBitmap() {
        this(new Roaring64Bitmap());
    }

    private IdBitmap(Roaring64Bitmap bits) {
        this.bits = bits;
    }

    public static IdBitmap bitmapOf(long... ids) {
        return new IdBitmap(Roaring64Bitmap.bitmapOf(ids));
    }

    public static IdBitmap intersection(IdBitmap one, IdBitmap other) {
        return new IdBitmap(Roaring64Bitmap.and(one.bits, other.bits));
    }

    public static IdBitmap union(IdBitmap one, IdBitmap other) {
        return new IdBitmap(Roaring64Bitmap.or(one.bits, other.bits));
    }

    public static IdBitmap xor(IdBitmap one, IdBitmap other) {
        return new IdBitmap(Roaring64Bitmap.xor(one.bits, other.bits));
    }

    public static IdBitmap without(IdBitmap one, IdBitmap other) {
        return new IdBitmap(Roaring64Bitmap.andNot(one.bits, other.bits));
    }

    public static boolean intersects(IdBitmap one, IdBitmap other) {
        return Roaring64Bitmap.intersects(one.bits, other.bits);
    }

    public IdBitmap copy() {
        return new IdBitmap(bits.clone());
    }

    public void addLong(long id) {
        bits.addLong(id);
    }

    public void removeLong(long id) {
        bits.removeLong(id);
    }

    /** Adds all ids from the first to the one before the end. */
    public void addRange(long first, long end) {
        if (first >= 0 || end < 0) {
            bits.addRange(first, end);
            return;
        }
        if (first < -1) {
            bits.addRange(first, -1);
        }
        bits.addLong(-1);
        if (end > 0) {
            bits.addRange(0, end);
        }
    }

    public void and(IdBitmap other) {
        bits.and(other.bits);
    }

    public void or(IdBitmap other) {
        bits.or(other.bits);
    }

    public void andNot(IdBitmap other) {
        bits.andNot(other.bits);
    }

    public void clear() {
        bits.clear();
    }

    public boolean contains(long id) {
        return bits.contains(id);
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    public long getLongCardinality() {
        return bits.getLongCardinality();
    }

    public boolean runOptimize() {
        return bits.runOptimize();
    }

    private boolean hasNegative() {
        return !bits.isEmpty() && bits.last() < 0;
    }

    private long notNegative() {
        return bits.rankLong(Long.MAX_VALUE);
    }

    public long first() {
        return hasNegative() ? bits.select(notNegative()) : bits.first();
    }

    public long last() {
        long notNegative = hasNegative() ? notNegative() : 0;
        return notNegative > 0 ? bits.select(notNegative - 1) : bits.last();
    }

    /** How many ids are up to that one. */
    public long rankLong(long id) {
        if (!hasNegative()) {
            return id < 0 ? 0 : bits.rankLong(id);
        }
        long notNegative = notNegative();
        return id < 0 ? bits.rankLong(id) - notNegative : bits.rankLong(id) + bits.getLongCardinality() - notNegative;
    }

    /** The id before which so many are. */
    public long select(long rank) {
        if (!hasNegative()) {
            return bits.select(rank);
        }
        long negative = bits.getLongCardinality() - notNegative();
        return bits.select(rank < negative ? rank + notNegative() : rank - negative);
    }

    public LongIterator getLongIterator() {
        return hasNegative() ? new Rotated(Long.MIN_VALUE) : bits.getLongIterator();
    }

    /** From an id on. */
    public LongIterator getLongIteratorFrom(long id) {
        return hasNegative() ? new Rotated(id) : bits.getLongIteratorFrom(Math.max(0, id));
    }

    public void forEach(LongConsumer consumer) {
        for (LongIterator all = getLongIterator(); all.hasNext(); ) {
            consumer.accept(all.next());
        }
    }

    public LongStream stream() {
        return hasNegative() ? LongStream.of(toArray()) : bits.stream();
    }

    public long[] toArray() {
        long[] unsigned = bits.toArray();
        if (!hasNegative()) {
            return unsigned;
        }
        int notNegative = (int) notNegative();
        long[] ids = new long[unsigned.length];
        System.arraycopy(unsigned, notNegative, ids, 0, ids.length - notNegative);
        System.arraycopy(unsigned, 0, ids, ids.length - notNegative, notNegative);
        return ids;
    }

    public void serialize(DataOutput out) throws IOException {
        bits.serialize(out);
    }

    public void deserialize(DataInput in) throws IOException {
        bits.deserialize(in);
    }

    public void serializePortable(DataOutput out) throws IOException {
        bits.serializePortable(out);
    }

    public void deserializePortable(DataInput in) throws IOException {
        bits.deserializePortable(in);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdBitmap ids && bits.equals(ids.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return bits.toString();
    }

    /** First the negative ids, which are the last of the bitmap, then the others. */
    private final class Rotated implements LongIterator {
        private PeekableLongIterator part;
        private boolean negative;

        Rotated(long from) {
            this(bits.getLongIteratorFrom(from), from < 0);
        }

        private Rotated(PeekableLongIterator part, boolean negative) {
            this.part = part;
            this.negative = negative;
        }

        @Override
        public boolean hasNext() {
            if (negative && !part.hasNext()) {
                part = bits.getLongIterator();
                negative = false;
            }
            return part.hasNext() && (negative || part.peekNext() >= 0);
        }

        @Override
        public long next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no further id");
            }
            return part.next();
        }

        @Override
        public LongIterator clone() {
            return new Rotated(part.clone(), negative);
        }
    }
}
