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
import java.util.function.Predicate;
import org.realmferry.archive.RowFileReader;

/** The release of the server that an archive comes from: its migrations, by app. */
public record Release(String version, Map<String, Set<String>> migrations) {
    /** Those of other products of the company, which a server may lack. */
    private static final Set<String> OPTIONAL = Set.of("zilencer", "corporate");

    /** The line of an app that can't have any, which not every database knows. */
    private static final String NONE = "(no migrations)";

    /** Reads {@code migration_status.json}; empty where there is none: releases before 8.0 write none. */
    public static Optional<Release> read(ArchivePlace place) {
        if (!Files.isRegularFile(place.layout().migrationStatus())) {
            return Optional.empty();
        }
        Map<String, Set<String>> migrations = new TreeMap<>();
        StringBuilder version = new StringBuilder();
        CheckedFile.read(place.layout().migrationStatus(), place.expected("migration_status.json"), json -> {
            json.beginObject();
            while (json.nextMember()) {
                switch (json.member()) {
                    case "zulip_version" -> version.append(json.parser().getValueAsString(""));
                    case "migrations_by_app" -> apps(json, migrations);
                    default -> json.parser().skipChildren();
                }
            }
        });
        return Optional.of(new Release(version.toString(), migrations));
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

    /** The newest migration of the app {@code zerver}; empty where none is told. */
    public String lastMigration() {
        return migrations.getOrDefault("zerver", Set.of()).stream()
                .map(line -> line.replaceFirst("^\\[.\\] ", ""))
                .max(Comparator.naturalOrder())
                .orElse("");
    }

    /** Why two archives, of which this may be known, are of different releases; empty where they are of one. */
    public static Optional<String> difference(Optional<Release> one, Optional<Release> other) {
        if (one.isPresent() && other.isPresent()) {
            return one.get().difference(other.get()).map(line -> "only one of them has the migration " + line);
        }
        return one.isPresent() == other.isPresent()
                ? Optional.empty()
                : Optional.of("only one of them has migration_status.json");
    }

    /** What is applied in only one of two servers, as {@code app migration}; empty where they are of one release. */
    public Optional<String> difference(Release other) {
        Predicate<String> both =
                app -> !OPTIONAL.contains(app) || (migrations.containsKey(app) && other.migrations.containsKey(app));
        Set<String> apps = new TreeSet<>(migrations.keySet());
        apps.addAll(other.migrations.keySet());
        for (String app : (Iterable<String>) apps.stream().filter(both)::iterator) {
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
