/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.RowLines;
import org.realmferry.run.RunRecord;
import org.realmferry.schema.ZulipTables;

/** Finds out when an archive was taken, which it doesn't say itself: two exports of a database at rest are the same bytes. */
public final class Snapshots {
    /** In order: what a merge says of its newest input, and when an export began. */
    private static final List<String> OF_RUN = List.of(RunRecord.AS_OF, RunRecord.STARTED);

    /** The times in rows that are made all the time. */
    private static final Map<String, List<String>> TIMES = Map.of(
            ZulipTables.AUDIT_LOG,
            List.of("event_time"),
            "zerver_userpresence",
            List.of("last_connected_time", "last_active_time"),
            ZulipTables.USER_ACTIVITY,
            List.of("last_visit"),
            ZulipTables.USERS,
            List.of("date_joined", "last_login"));

    private static final List<String> OF_MESSAGES = List.of("date_sent", "last_edit_time");
    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

    private Snapshots() {}

    public static SnapshotTime taken(ArchiveLocation location, Input.Rows rows) {
        return location.run()
                .flatMap(Snapshots::ofRun)
                .map(time -> new SnapshotTime(time, SnapshotTime.Source.RUN))
                .or(() -> (location.manifest().isPresent() ? Optional.<Instant>empty() : ofExport(rows))
                        .map(time -> new SnapshotTime(time, SnapshotTime.Source.EXPORT)))
                .orElseGet(() -> new SnapshotTime(ofData(rows), SnapshotTime.Source.DATA));
    }

    private static Optional<Instant> ofRun(Path run) {
        Map<String, String> found = new HashMap<>();
        RunRecord.Visitor visitor = new RunRecord.Visitor() {
            @Override
            public void value(String key, String text) {
                found.put(key, text);
            }
        };
        CheckedFile.read(run, Optional.empty(), json -> RunRecord.read(json, visitor));
        return OF_RUN.stream()
                .filter(found::containsKey)
                .findFirst()
                .map(found::get)
                .flatMap(Snapshots::parsed);
    }

    private static Optional<Instant> parsed(String time) {
        try {
            return Optional.of(Instant.parse(time));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The row that Zulip's own export writes of itself. */
    private static Optional<Instant> ofExport(Input.Rows rows) {
        return ownExport(rows).map(row -> row.get("date_started")).flatMap(Snapshots::instant);
    }

    /** The newest export under way: it is this one. */
    public static Optional<Map<String, @Nullable Object>> ownExport(Input.Rows rows) {
        AtomicReference<@Nullable Map<String, @Nullable Object>> last = new AtomicReference<>();
        each(rows, "zerver_realmexport", lines -> {
            Map<String, @Nullable Object> row = Fields.parse(lines);
            if (row.get("status") instanceof BigDecimal status && status.intValue() == 2) {
                last.set(row);
            }
        });
        return Optional.ofNullable(last.get());
    }

    private static Instant ofData(Input.Rows rows) {
        NavigableSet<Instant> latest = new TreeSet<>(Set.of(Instant.EPOCH));
        TIMES.forEach((table, fields) -> each(rows, table, lines -> note(lines, fields, latest)));
        if (!rows.messages().isEmpty()) {
            Path last = rows.messages().get(rows.messages().size() - 1).path();
            try (RowLines lines = RowLines.open(last)) {
                while (lines.nextTable()) {
                    while (lines.table().equals(ZulipTables.MESSAGES) && lines.nextRow()) {
                        note(lines, OF_MESSAGES, latest);
                    }
                }
            }
        }
        return latest.last();
    }

    /** Keeps the later one of a time and those of a row. */
    private static void note(RowLines lines, List<String> fields, NavigableSet<Instant> latest) {
        Map<String, @Nullable Object> row = Fields.parse(lines);
        for (String field : fields) {
            instant(row.get(field)).ifPresent(latest::add);
        }
        latest.headSet(latest.last(), false).clear();
    }

    private static Optional<Instant> instant(@Nullable Object seconds) {
        return seconds instanceof BigDecimal number
                ? Optional.of(Instant.EPOCH.plus(number.multiply(MICROS).longValue(), ChronoUnit.MICROS))
                : Optional.empty();
    }

    /** What is done with a row. */
    public interface RowVisitor {
        void of(RowLines row);
    }

    /** Reads the rows of a table; none where the input has none. */
    public static void each(Input.Rows rows, String table, RowVisitor visitor) {
        Input.@Nullable Section section = rows.tables().get(table);
        if (section != null) {
            try (RowLines lines = RowLines.at(section.file(), section.offset())) {
                while (lines.nextRow()) {
                    visitor.of(lines);
                }
            }
        }
    }
}
