/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.IdBitmap;
import org.realmferry.Words;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.Fingerprints;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.RowLines;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.Fields;
import org.realmferry.input.Snapshots;
import org.realmferry.merge.TableMerge.Part;
import org.realmferry.merge.decide.Decisions;
import org.realmferry.merge.decide.MergeTask;
import org.realmferry.merge.users.UserSurvey;
import org.realmferry.run.Finding;
import org.realmferry.schema.ZulipTables;

/** The files of all kinds, once it is known which rows there are: a file leaves with the row that names it. */
final class FileUnions {
    private static final int FILES_OF_UNIT = 100;

    private final Map<String, Part> parts;
    private final List<FileUnion> unions = new ArrayList<>();
    private final SortedMap<String, Decisions> decisions = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private FileUnions(Map<String, Part> parts) {
        this.parts = parts;
    }

    /**
     * Reads the records of all inputs, and decides between them.
     *
     * @param parts the merged tables
     * @param logged whether each decision is wanted, not only how many there are
     */
    static FileUnions choose(
            MergeInputs inputs, MergeTask merging, Map<String, Part> parts, ArchiveLayout layout, boolean logged) {
        FileUnions files = new FileUnions(parts);
        Map<Integer, ArchiveLocation> locations = new HashMap<>();
        inputs.locations().forEach(location -> locations.put(location.position(), location));
        for (FileSet set : FileSet.values()) {
            if (!inputs.anyHas(input -> input.records(set))) {
                continue;
            }
            Decisions decided = new Decisions(logged);
            FileUnion union = new FileUnion(merging, set, layout, decided, files.wanted(merging, set));
            union.choose(locations);
            files.add(set, union, decided, inputs.realm().folder());
        }
        return files;
    }

    private Predicate<Map<String, @Nullable Object>> wanted(MergeTask merging, FileSet set) {
        return switch (set) {
            case UPLOADS -> merging.holdsAllUploads() ? record -> true : named();
            case AVATARS -> {
                IdBitmap users = accounts();
                yield record -> users.contains(UserSurvey.number(record, "user_profile_id"));
            }
            case EMOJI, REALM_ICONS -> record -> true;
        };
    }

    private Predicate<Map<String, @Nullable Object>> named() {
        Fingerprints paths = paths();
        return record -> paths.contains(String.valueOf(record.get("path")))
                || paths.contains(String.valueOf(record.get("s3_path")));
    }

    private void add(FileSet set, FileUnion union, Decisions decided, String realm) {
        decisions.put(set.folder(), decided);
        unions.add(union);
        if (union.unwanted() > 0) {
            findings.add(new Finding(
                    "left-out",
                    realm,
                    set.folder(),
                    Words.counted(union.unwanted(), "file") + " left out: no row of the merged archive names them"));
        }
    }

    /** What was decided, by folder. */
    SortedMap<String, Decisions> decisions() {
        return decisions;
    }

    List<Finding> findings() {
        return findings;
    }

    /** How many files there are. */
    long size() {
        return unions.stream().mapToLong(FileUnion::size).sum();
    }

    /** The work of copying, in pieces. */
    List<Runnable> copies() {
        return unions.stream()
                .flatMap(union -> union.copies(FILES_OF_UNIT).stream())
                .toList();
    }

    /** Writes the records of all kinds; gives their entries and those of the files. */
    List<Manifest.Entry> writeRecords() {
        return unions.stream().flatMap(union -> union.writeRecords().stream()).toList();
    }

    private Fingerprints paths() {
        Fingerprints paths = new Fingerprints();
        eachRow(
                ZulipTables.ATTACHMENTS,
                lines -> paths.add(String.valueOf(Fields.parse(lines).get("path_id"))));
        return paths;
    }

    private IdBitmap accounts() {
        IdBitmap users = new IdBitmap();
        Stream.of(ZulipTables.USERS, ZulipTables.MIRROR_DUMMIES, ZulipTables.SYSTEM_BOTS)
                .forEach(table ->
                        eachRow(table, lines -> users.addLong(Fields.id(lines.data(), lines.start(), lines.end()))));
        return users;
    }

    private void eachRow(String table, Snapshots.RowVisitor visitor) {
        @Nullable Part part = parts.get(table);
        if (part != null) {
            try (RowLines lines = RowLines.open(part.path())) {
                lines.nextTable();
                while (lines.nextRow()) {
                    visitor.of(lines);
                }
            }
        }
    }
}
