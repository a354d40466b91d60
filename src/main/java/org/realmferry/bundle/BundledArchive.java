/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.ClosingFiles;
import org.realmferry.archive.Damage;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.ImportSource;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.RowLines;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.Written;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.Input;
import org.realmferry.input.Release;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.fields.FieldMappers;
import org.realmferry.renumber.fields.RowMapper;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Stage;
import org.realmferry.run.work.Workers;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.ApprovedUsers;
import org.realmferry.selection.ConsentRules;
import org.realmferry.selection.Realm;
import org.realmferry.selection.Scope;

/** One archive of the bundle: the rows and files of an input, with their new ids. */
final class BundledArchive {
    private static final int FILES_OF_UNIT = 100;

    private final ArchiveLocation location;
    private final Input input;
    private final Realm realm;
    private final NewIds ids;
    private final FieldMappers mappers;
    private final ArchiveLayout layout;
    private final BundleJournal journal;
    private final Progress.Lane lane;
    private final String tool;
    private final Map<String, Manifest.Entry> entries = Collections.synchronizedMap(new TreeMap<>());
    private final List<BundledFiles> files = new ArrayList<>();

    /** @param realm with the new id */
    BundledArchive(
            ArchiveLocation location,
            NewIds ids,
            Realm realm,
            ArchiveLayout layout,
            BundleJournal journal,
            Progress.Lane lane,
            String tool) {
        this.location = location;
        input = ids.survey().input();
        this.ids = ids;
        this.realm = realm;
        this.layout = layout;
        this.journal = journal;
        this.lane = lane;
        this.tool = tool;
        mappers = new FieldMappers(ids);
    }

    /** Adds the work of making it; the manifest is written when all of it is done. */
    void addTo(Workers<Workers.Resource> workers) {
        for (FileSet set : FileSet.values()) {
            if (location.has(set.records())) {
                files.add(BundledFiles.read(location, input, ids, set, layout));
            }
        }
        Set<Path> tables = new HashSet<>();
        input.rows().tables().values().forEach(section -> tables.add(section.file()));
        lane.plan(input.rows().messages().size()
                + (long) tables.size()
                + files.stream().mapToInt(BundledFiles::size).sum());
        Stage<Workers.Resource> stage = Stage.endingIn(workers, lane.name(), this::close);
        tables.forEach(file -> stage.addOfTwoParts(nothing -> rows(file)));
        input.rows().messages().forEach(file -> stage.addOfTwoParts(nothing -> rows(file.path())));
        files.forEach(kind -> kind.copies(FILES_OF_UNIT).forEach(unit -> stage.addOfTwoParts(nothing -> unit)));
        stage.end();
    }

    /** Copies a file of rows; gives what is left then: to get it onto the disk. */
    private Runnable rows(Path source) {
        String name = String.valueOf(source.getFileName());
        Optional<Manifest.Entry> before = journal.done(name);
        if (before.isPresent()) {
            return () -> did(before.get());
        }
        RowFile file = RowFile.create(layout.root().resolve(name));
        List<Long> range = new ArrayList<>();
        try (RowLines lines = RowLines.open(source)) {
            while (lines.nextTable()) {
                String table = lines.table();
                file.beginTable(table);
                RowMapper mapper = new RowMapper(table, ids, mappers);
                if (table.equals(ZulipTables.MESSAGES)) {
                    mapper.noting(range);
                }
                mapper.copy(lines, file);
                file.endTable();
            }
            if (source.endsWith(layout.realm().getFileName()) && ImportSource.isIn(source)) {
                file.text(ImportSource.NAME, ImportSource.ZULIP);
            }
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
        return () -> {
            try (file) {
                Written written = file.commit();
                Manifest.Entry entry = new Manifest.Entry(name, written, file.rows(), range);
                journal.did(entry);
                did(entry);
            }
        };
    }

    private void did(Manifest.Entry entry) {
        entries.put(entry.path(), entry);
        lane.did(1, entry.rows().values().stream().mapToLong(Long::longValue).sum());
        lane.wrote(entry.written().bytes());
    }

    private void close() {
        List<Manifest.Entry> all = new ArrayList<>();
        entries.values().stream()
                .filter(entry -> !entry.messages().isEmpty() || isMessages(entry))
                .forEach(all::add);
        for (Path file : List.of(layout.realm(), layout.analytics(), layout.attachment())) {
            Optional.ofNullable(entries.get(layout.name(file))).ifPresent(all::add);
        }
        files.forEach(kind -> all.addAll(kind.write()));
        if (location.has(layout.name(layout.consentedUsers()))) {
            all.add(ClosingFiles.consentedUsers(
                    layout,
                    input.consenting().stream()
                            .map(ids.of(ZulipTables.USERS)::reference)
                            .sorted()));
        }
        migrationStatus().ifPresent(all::add);
        all.add(
                location.has(layout.name(layout.statsForPeople()))
                        ? ClosingFiles.statsForPeople(layout, all)
                        : ClosingFiles.stats(layout, all));
        ClosingFiles.manifest(layout, manifest(all));
        lane.finish();
    }

    private static boolean isMessages(Manifest.Entry entry) {
        return entry.path().startsWith("messages-");
    }

    private Optional<Manifest.Entry> migrationStatus() {
        Path source = location.layout().migrationStatus();
        if (!Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (AtomicFile file = AtomicFile.create(layout.migrationStatus())) {
            byte[] bytes = Files.readAllBytes(source);
            file.write(bytes, 0, bytes.length);
            return Optional.of(Manifest.Entry.of(layout.name(layout.migrationStatus()), file.commit()));
        } catch (IOException e) {
            throw Damage.of(source, e);
        }
    }

    private Manifest manifest(List<Manifest.Entry> all) {
        Optional<Release> release = Release.read(location);
        return new Manifest(
                tool,
                new Manifest.Origin(
                        release.map(Release::version).orElse(""),
                        release.map(Release::lastMigration).orElse(""),
                        Optional.empty()),
                new Scope(realm, input.mode(), approved(), false, rules()),
                List.of(new Manifest.MergedInput(
                        input.sha256(),
                        input.manifest().isPresent(),
                        input.mode().label(),
                        Optional.empty(),
                        input.taken().time().toString())),
                all);
    }

    private ConsentRules rules() {
        ConsentRules before =
                input.manifest().map(manifest -> manifest.head().rules()).orElseGet(ConsentRules::strict);
        OptionalLong message = before.message();
        return message.isEmpty()
                ? before
                : new ConsentRules(
                        before.kind(),
                        OptionalLong.of(ids.of(ZulipTables.MESSAGES).reference(message.getAsLong())));
    }

    private Optional<ApprovedUsers> approved() {
        return input.manifest().flatMap(manifest -> manifest.head().approvals()).map(list -> {
            Set<Long> users = new HashSet<>();
            list.ids().forEach(id -> users.add(ids.of(ZulipTables.USERS).reference(id)));
            return new ApprovedUsers(list.sha256(), list.unapproved(), users);
        });
    }

    Realm realm() {
        return realm;
    }

    ArchiveLayout layout() {
        return layout;
    }

    NewIds ids() {
        return ids;
    }

    /** What came out: rows of a table. */
    long rows(String table) {
        return entries.values().stream()
                .mapToLong(entry -> entry.rows().getOrDefault(table, 0L))
                .sum();
    }

    BundleSummary.Archive summary(String folder) {
        long rows = entries.values().stream()
                .flatMap(entry -> entry.rows().values().stream())
                .mapToLong(Long::longValue)
                .sum();
        long messages = rows(ZulipTables.MESSAGES);
        long userMessages = rows(ZulipTables.USER_MESSAGES);
        return new BundleSummary.Archive(
                location.name(),
                folder,
                realm,
                input.mode(),
                messages,
                userMessages,
                rows - messages - userMessages,
                files.stream().mapToLong(BundledFiles::size).sum(),
                ids.changed(),
                input.manifest().isPresent());
    }
}
