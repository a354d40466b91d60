/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Chance, reproducible: the same seed gives the same throws, in the same order. */
final class Dice {
    /** The sample's first day; every date follows from it. */
    static final Instant FIRST_DAY = Instant.parse("2025-01-02T08:00:00Z");

    /** The sample's last day: nothing but scheduled messages lies behind it. */
    static final Instant LAST_DAY = Instant.parse("2025-03-31T20:00:00Z");

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

    private final SplittableRandom random;

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    static Dice of(long seed) {
        return new Dice(new SplittableRandom(seed));
    }

    /** Dice of their own, so that one part of the sample can change without moving the others. */
    Dice split() {
        return new Dice(random.split());
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Up to {@code count} elements, in random order. */
    <T> List<T> pickSome(Collection<T> from, int count) {
        List<T> rest = new ArrayList<>(from);
        List<T> picked = new ArrayList<>();
        while (picked.size() < count && !rest.isEmpty()) {
            picked.add(rest.remove(random.nextInt(rest.size())));
        }
        return picked;
    }

    String letters(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /** Random bytes as lower-case hexadecimal, two digits each. */
    String hex(int bytes) {
        return HexFormat.of().formatHex(bytes(bytes));
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    UUID uuid() {
        long version4 = (random.nextLong() & ~0xf000L) | 0x4000L;
        long variant2 = (random.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(version4, variant2);
    }

    /** Some time between the first day and the last, in microseconds. */
    Instant instant() {
        return FIRST_DAY.plusNanos(random.nextLong(micros()) * 1000);
    }

    /** The time of one of many things that happen one after the other. */
    static Instant instant(long index, long count) {
        return FIRST_DAY.plusNanos(micros() / count * index * 1000);
    }

    private static long micros() {
        return (LAST_DAY.getEpochSecond() - FIRST_DAY.getEpochSecond()) * 1_000_000;
    }
}
