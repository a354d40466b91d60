/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.FolderReader;
import org.realmferry.extract.ProvenFiles;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Workers;
import org.realmferry.source.SnapshotReader;
import org.realmferry.verify.finding.VerificationNotes;
import org.realmferry.verify.finding.VerifyFinding;

/** Archives that are to be compared with the server that they came from. */
public final class Comparison {
    private final Map<String, Path> roots;
    private final Map<String, ArchiveOrigin> origins = new LinkedHashMap<>();

    /**
     * Reads where they came from. Fails with {@code DAMAGED_ARCHIVE} where one doesn't tell.
     *
     * @param archives their folders by their names
     */
    public Comparison(Map<String, Path> archives) {
        roots = archives;
        archives.forEach((name, root) -> origins.put(name, ArchiveOrigin.read(name, new FolderReader(root))));
    }

    /** Fails with {@code CONFIGURATION} where the server is not the one of each archive, or has become another. */
    public void check(LiveServer server) {
        try (SnapshotReader reader = server.source().reader()) {
            List<String> objections = server.objections(reader, List.copyOf(origins.values()));
            if (!objections.isEmpty()) {
                throw new Failure(
                        ExitStatus.CONFIGURATION,
                        objections,
                        "Give the database that it was exported from; after an upgrade of the server, export again.",
                        null);
            }
        }
    }

    /**
     * Compares all of them, in their order.
     *
     * @param findings told as they are found, by any thread
     * @param progress has a lane for each archive
     * @param notes what goes on after an interruption
     */
    public List<ComparisonSummary> run(
            LiveServer server, int jobs, Consumer<VerifyFinding> findings, Progress progress, VerificationNotes notes) {
        Map<String, List<Map<String, String>>> past = new LinkedHashMap<>();
        notes.past()
                .forEach(note -> past.computeIfAbsent(note.getOrDefault("archive", ""), name -> new ArrayList<>())
                        .add(note));
        List<ArchiveComparison> all = new ArrayList<>();
        origins.forEach((name, origin) -> all.add(new ArchiveComparison(
                server,
                origin,
                roots.getOrDefault(name, Path.of("")),
                new Differences(name, findings),
                progress.lane(all.size()),
                new ProvenFiles(name, past.getOrDefault(name, List.of()), notes::add))));
        ProvenFiles.findChanges(
                server.source(), all.stream().map(ArchiveComparison::proven).toList());
        Workers<SnapshotReader> workers = new Workers<>();
        all.forEach(archive -> archive.begin(workers));
        workers.work(jobs, server.source()::reader);
        return all.stream().map(ArchiveComparison::summary).toList();
    }
}
