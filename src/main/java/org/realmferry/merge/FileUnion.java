/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.realmferry.Checksum;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Damage;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.disk.Written;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.CheckedFile;
import org.realmferry.input.FileCopy;
import org.realmferry.input.Input;
import org.realmferry.input.LineForm;
import org.realmferry.merge.decide.Candidate;
import org.realmferry.merge.decide.Decision;
import org.realmferry.merge.decide.Decisions;
import org.realmferry.merge.decide.Decisions.Side;
import org.realmferry.merge.decide.MergeTask;
import org.realmferry.merge.decide.Prefer;
import org.realmferry.merge.decide.Resolver;
import org.realmferry.rules.language.MergeRule;

/**
 * The files of one kind, of all inputs: each path once. Where two inputs have another file at a path, or another record, it
 * is decided as between rows.
 */
final class FileUnion {
    /** One file of the result, as each input has it. */
    private record RecordKey(String path, int number) implements Comparable<RecordKey> {
        @Override
        public int compareTo(RecordKey other) {
            int order = FileRecord.byCodePoint(path, other.path);
            return order != 0 ? order : Integer.compare(number, other.number);
        }
    }

    private record Chosen(String path, Candidate winner, List<Candidate> all) {}

    private final MergeTask merging;
    private final FileSet set;
    private final ArchiveLayout target;
    private final Decisions decisions;
    private final Predicate<Map<String, @Nullable Object>> wanted;
    private final SortedMap<RecordKey, Chosen> chosen = new TreeMap<>();
    private final Map<String, Written> copies = new ConcurrentSkipListMap<>();
    private long unwanted;

    /** @param wanted whether a record belongs to the result: to its rows */
    FileUnion(
            MergeTask merging,
            FileSet set,
            ArchiveLayout target,
            Decisions decisions,
            Predicate<Map<String, @Nullable Object>> wanted) {
        this.merging = merging;
        this.set = set;
        this.target = target;
        this.decisions = decisions;
        this.wanted = wanted;
    }

    /** Reads the records of all inputs, and decides between them. */
    void choose(Map<Integer, ArchiveLocation> locations) {
        SortedMap<RecordKey, List<Candidate>> all = new TreeMap<>();
        for (Input input : merging.inputs()) {
            @Nullable ArchiveLocation location = locations.get(input.position());
            if (location != null && location.has(set.records())) {
                read(input, location, all);
            }
        }
        String owner = set == FileSet.EMOJI ? "author" : "user_profile_id";
        Resolver resolver = new Resolver(
                merging,
                set.folder(),
                new MergeRule(Optional.of(owner), List.of(), Optional.empty(), List.of(), Optional.empty()),
                decisions);
        all.forEach((key, candidates) -> {
            if (wanted.test(candidates.get(0).fields())) {
                Resolver.Resolved resolved = resolver.resolveAll(0, candidates);
                chosen.put(key, new Chosen(key.path(), Candidate.of(resolved.input(), resolved.row()), candidates));
            } else {
                unwanted++;
            }
        });
    }

    private void read(Input input, ArchiveLocation location, SortedMap<RecordKey, List<Candidate>> all) {
        Path records = location.layout().records(set);
        Map<String, Integer> seen = new TreeMap<>();
        CheckedFile.read(records, location.expected(set.records()), json -> {
            json.beginList("a list of records");
            while (json.nextRow("a list of records")) {
                JsonBytes bytes = new JsonBytes();
                LineForm.value(json.parser(), bytes);
                Candidate candidate = Candidate.of(input, Arrays.copyOf(bytes.data(), bytes.size()));
                String path = String.valueOf(candidate.fields().get("path"));
                ArchiveLayout.objection(path).ifPresent(why -> {
                    throw Damage.of(records, "the path " + path + " is refused: " + why);
                });
                int number = seen.merge(path, 1, Integer::sum);
                all.computeIfAbsent(new RecordKey(path, number), p -> new ArrayList<>())
                        .add(candidate);
            }
        });
    }

    /** How many files there are to be copied. */
    int size() {
        return chosen.size();
    }

    /** How many records belong to no row of the result. */
    long unwanted() {
        return unwanted;
    }

    /** The work of copying, in pieces; none of a plan. */
    List<Runnable> copies(int filesOfUnit) {
        List<Chosen> all = new ArrayList<>();
        chosen.values().stream()
                .filter(file -> copies.putIfAbsent(file.path(), new Written(0, "")) == null)
                .forEach(all::add);
        List<Runnable> units = new ArrayList<>();
        for (int from = 0; from < all.size(); from += filesOfUnit) {
            List<Chosen> unit = all.subList(from, Math.min(all.size(), from + filesOfUnit));
            units.add(() -> unit.forEach(this::copy));
        }
        return units;
    }

    private void copy(Chosen file) {
        Input input = file.winner().input();
        Path source = input.archive().file(set, file.path());
        String name = set.folder() + "/" + file.path();
        try {
            Written written = FileCopy.of(input, set, file.path(), target.create(set, file.path()));
            copies.put(file.path(), written);
            compare(file, name, written);
        } catch (IOException e) {
            throw Damage.of(source, e);
        }
    }

    /** Notes where another input has other bytes at the same path. */
    private void compare(Chosen file, String name, Written written) throws IOException {
        for (Candidate other : file.all()) {
            if (other.input().position() != file.winner().input().position()
                    && !hasFile(other.input(), name, written)) {
                synchronized (decisions) {
                    decisions.decided(
                            set.folder(),
                            0,
                            merging.prefer() == Prefer.NEWEST ? Decision.LATER : Decision.PREFERRED,
                            Side.of(file.winner()),
                            List.of(Side.of(other)));
                }
            }
        }
    }

    private static boolean hasFile(Input input, String name, Written written) throws IOException {
        if (input.manifest().isPresent()) {
            return input.manifest().get().names(name, written.sha256());
        }
        Path file = input.archive().root().resolve(name);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) == written.bytes()
                && Checksum.of(Files.readAllBytes(file)).equals(written.sha256());
    }

    /** Writes {@code records.json}; gives its entry and those of the files. */
    List<Manifest.Entry> writeRecords() {
        Written written = target.writeRecords(set, json -> {
            json.writeStartArray();
            for (Chosen file : chosen.values()) {
                write(json, file.winner().fields());
            }
            json.writeEndArray();
        });
        List<Manifest.Entry> entries = new ArrayList<>();
        copies.forEach((path, copy) -> entries.add(Manifest.Entry.of(set.folder() + "/" + path, copy)));
        entries.add(new Manifest.Entry(set.records(), written, Map.of("records", (long) chosen.size()), List.of()));
        return entries;
    }

    private static void write(JsonGenerator json, Map<String, @Nullable Object> record) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, @Nullable Object> field : record.entrySet()) {
            json.writeFieldName(field.getKey());
            @Nullable Object value = field.getValue();
            if (value instanceof BigDecimal number) {
                json.writeNumber(number);
            } else {
                json.writePOJO(value);
            }
        }
        json.writeEndObject();
    }
}
