/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.realmferry.archive.RowFileReader;

/**
 * The release of the server that an archive comes from.
 *
 * @param lastMigration the newest of the app {@code zerver}; empty where none is told
 * @param migrations by app; none where only a manifest tells the release
 */
public record Release(String version, String lastMigration, Map<String, Set<String>> migrations) {
    /** The line of an app that can't have any, which not every database knows. */
    private static final String NONE = "(no migrations)";

    private static final String APPLIED = "[X] ";

    /**
     * Reads {@code migration_status.json}, and where there is none, as before Zulip 8, the manifest; empty where there is
     * neither.
     */
    public static Optional<Release> read(ArchiveLocation location) {
        if (!Files.isRegularFile(location.layout().migrationStatus())) {
            return location.manifest()
                    .map(manifest -> new Release(
                            manifest.head().zulipVersion().orElse(""),
                            manifest.head().lastMigration().orElse(""),
                            Map.of()));
        }
        Map<String, Set<String>> migrations = new TreeMap<>();
        StringBuilder version = new StringBuilder();
        CheckedFile.read(location.layout().migrationStatus(), location.expected("migration_status.json"), json -> {
            json.beginObject();
            while (json.nextMember()) {
                switch (json.member()) {
                    case "zulip_version" -> version.append(json.parser().getValueAsString(""));
                    case "migrations_by_app" -> apps(json, migrations);
                    default -> json.parser().skipChildren();
                }
            }
        });
        return Optional.of(new Release(version.toString(), last(migrations), migrations));
    }

    private static void apps(RowFileReader json, Map<String, Set<String>> migrations) throws IOException {
        json.beginObject();
        while (json.nextMember()) {
            Set<String> lines = migrations.computeIfAbsent(json.member(), app -> new TreeSet<>());
            while (json.parser().nextToken() == JsonToken.VALUE_STRING) {
                if (!json.parser().getText().equals(NONE)) {
                    lines.add(json.parser().getText());
                }
            }
        }
    }

    private static String last(Map<String, Set<String>> migrations) {
        return migrations.getOrDefault("zerver", Set.of()).stream()
                .filter(line -> line.startsWith(APPLIED))
                .map(line -> line.substring(APPLIED.length()))
                .max(Comparator.naturalOrder())
                .orElse("");
    }

    /** Why two archives of realms are of different releases; empty where nothing says that they are. */
    static Optional<String> difference(Optional<Release> ours, Optional<Release> theirs) {
        if (ours.isPresent() && theirs.isPresent()) {
            return ours.get().difference(theirs.get()).map(line -> "only one of them has the migration " + line);
        }
        return Stream.concat(ours.stream(), theirs.stream()).allMatch(release -> release.migrations.isEmpty())
                ? Optional.empty()
                : Optional.of("only one of them has migration_status.json");
    }

    /**
     * What is applied in only one of two servers, as {@code app migration}; empty where they are of one release. As for Zulip's
     * importer, what counts are the apps that both have.
     */
    public Optional<String> difference(Release other) {
        if (migrations.isEmpty() || other.migrations.isEmpty()) {
            return lastMigration.equals(other.lastMigration) || lastMigration.isEmpty() || other.lastMigration.isEmpty()
                    ? Optional.empty()
                    : Optional.of("zerver "
                            + (lastMigration.compareTo(other.lastMigration) < 0 ? other.lastMigration : lastMigration));
        }
        Set<String> apps = new TreeSet<>(migrations.keySet());
        apps.retainAll(other.migrations.keySet());
        for (String app : apps) {
            Set<String> ours = migrations.getOrDefault(app, Set.of());
            Set<String> theirs = other.migrations.getOrDefault(app, Set.of());
            Set<String> different = new TreeSet<>(ours);
            different.addAll(theirs);
            different.removeIf(line -> ours.contains(line) && theirs.contains(line));
            if (!different.isEmpty()) {
                return Optional.of(app + " " + different.iterator().next());
            }
        }
        return Optional.empty();
    }
}
