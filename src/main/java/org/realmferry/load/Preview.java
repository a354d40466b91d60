/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.input.Input.MessagesFile;
import org.realmferry.input.RealmInput;
import org.realmferry.load.LoadPlan.Time;
import org.realmferry.run.work.Workers;
import org.realmferry.source.Target;
import org.realmferry.source.TargetSession;

/** What an import would write, and which of an archive's rows stand in its way. Nothing is written. */
public final class Preview {
    /** Tables that an import writes to without an archive having rows of them. */
    private static final Set<String> BESIDE = Set.of(
            "zerver_attachment_messages",
            "zerver_attachment_scheduled_messages",
            "zerver_imageattachment",
            "fts_update_log");

    private final Target target;
    private final LoadPlan plan;
    private final ArchiveColumns columns;
    private final UniqueIndexes indexes;

    /** Looks at a target. */
    public Preview(Target target, boolean likeZulip) {
        this.target = target;
        plan = new LoadPlan(target.schema(), target.catalog().defaults(), likeZulip);
        columns = new ArchiveColumns(plan, target);
        indexes = new UniqueIndexes(plan, target.catalog());
    }

    /**
     * What came of an archive.
     *
     * @param rows by table
     * @param problems each of which keeps it from being imported
     */
    public record OfArchive(Map<String, Long> rows, List<Failure> problems) {
        public OfArchive {
            rows = Map.copyOf(rows);
            problems = List.copyOf(problems);
        }
    }

    /** The tables that an import writes to. */
    public Set<String> tables() {
        Set<String> tables = new TreeSet<>(plan.tables());
        BESIDE.stream()
                .filter(table -> target.schema().table(table).isPresent())
                .forEach(tables::add);
        return tables;
    }

    /**
     * Reads an archive. Fails with {@code DAMAGED_ARCHIVE}.
     *
     * @param work a folder for translations
     */
    public OfArchive read(Import.Wanted one, TargetSession session, Path work, int jobs) {
        LoadedArchive archive = LoadedArchive.read(RealmInput.read(one.location(), work));
        List<MessageFileCheck> files = messages(archive, jobs);
        List<Failure> problems = new ArrayList<>();
        List<String> unknown = new ArrayList<>(columns.problems(archive));
        files.forEach(file -> unknown.addAll(file.unknown()));
        columns.failure(one, unknown).ifPresent(problems::add);
        List<String> clashes = new ArrayList<>(indexes.clashes(archive));
        files.forEach(file -> clashes.addAll(file.clashes()));
        if (!clashes.isEmpty()) {
            problems.add(refused(one, clashes));
        }
        try {
            Reservation.requireBots(archive, target.schema(), session);
        } catch (Failure e) {
            problems.add(e);
        }
        return new OfArchive(rows(archive, files), problems);
    }

    private List<MessageFileCheck> messages(LoadedArchive archive, int jobs) {
        List<MessageFileCheck> checks = new ArrayList<>();
        Workers<Workers.Resource> workers = new Workers<>();
        for (MessagesFile file : archive.messageFiles()) {
            MessageFileCheck check = new MessageFileCheck(columns, indexes);
            checks.add(check);
            workers.add("messages", nothing -> check.read(file));
        }
        workers.work(jobs, () -> () -> {});
        return checks;
    }

    private static Failure refused(Import.Wanted one, List<String> clashes) {
        return new Failure(
                ExitStatus.CONFIGURATION,
                clashes.stream()
                        .map(clash -> one.location().name() + ": " + clash)
                        .toList(),
                "Rename or remove one of each pair on the archive's server, and export again.",
                null);
    }

    private Map<String, Long> rows(LoadedArchive archive, List<MessageFileCheck> files) {
        Map<String, Long> rows = new TreeMap<>();
        archive.input().rows().tables().forEach((output, section) -> {
            if (plan.knows(output) && !output.endsWith("_crossrealm") && plan.time(output) != Time.NEVER) {
                rows.merge(plan.table(output), section.rows(), Long::sum);
            }
        });
        files.forEach(file -> file.rows().forEach((table, count) -> rows.merge(table, count, Long::sum)));
        return rows;
    }
}
