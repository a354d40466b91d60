/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.RowFileReader;
import org.realmferry.run.Findings;
import org.realmferry.run.Workers;
import org.realmferry.selection.Realm;

/**
 * The archives that are merged, all of one realm of one server.
 *
 * @param release empty where no input says it
 * @param places of each, in the order in which they were named
 */
record Inputs(Realm realm, Optional<Release> release, List<Input> all, List<ArchivePlace> places) {
    private static final String REMEDY =
            "Merge archives of one realm of one server and release, and export again what is of another release.";

    /**
     * Finds the archives of paths. Fails with {@code COMMAND_LINE}, telling all that is wrong with the paths, or where they
     * are of different realms, servers or releases.
     */
    static List<ArchivePlace> find(List<String> names, UnaryOperator<Path> opening) {
        List<ArchivePlace> places = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (String name : names) {
            try {
                ArchivePlace.of(name, 0, opening).forEach(place -> places.add(at(place, places.size())));
            } catch (Failure e) {
                failures.add(e);
            }
        }
        twice(places, failures);
        if (failures.isEmpty() && places.stream().allMatch(ArchivePlace::isOfUser)) {
            failures.add(new Failure(
                    ExitStatus.COMMAND_LINE,
                    "no archive of a realm is among the inputs: those of single users lack channels and settings",
                    "Name an archive of the realm, too; a public one is enough."));
        }
        throwAll(failures);
        List<ArchivePlace> realms =
                places.stream().filter(place -> !place.isOfUser()).toList();
        requireOneRealm(realms);
        requireOneRelease(realms, places.stream().filter(ArchivePlace::isOfUser).toList());
        return places;
    }

    private static ArchivePlace at(ArchivePlace place, int position) {
        return new ArchivePlace(place.name(), position, place.layout(), place.manifest());
    }

    private static void twice(List<ArchivePlace> places, List<Failure> failures) {
        Map<Path, String> names = new HashMap<>();
        for (ArchivePlace place : places) {
            @Nullable String other = names.putIfAbsent(place.layout().root(), place.name());
            if (other != null) {
                failures.add(new Failure(
                        ExitStatus.COMMAND_LINE,
                        place.name() + " is the same archive as " + other,
                        "Name each archive once."));
            }
        }
    }

    private static void throwAll(List<Failure> failures) {
        if (failures.size() == 1) {
            throw failures.get(0);
        }
        if (!failures.isEmpty()) {
            throw new Failure(
                    failures.get(0).status(),
                    failures.stream().flatMap(e -> e.problems().stream()).toList(),
                    String.join(
                            "\n",
                            failures.stream().map(Failure::remedy).distinct().toList()),
                    failures.get(0));
        }
    }

    /**
     * Opens all archives. Fails with {@code DAMAGED_ARCHIVE}.
     *
     * @param work where translations are kept
     */
    static Inputs open(List<ArchivePlace> places, Path work, int jobs, Findings findings) {
        List<ArchivePlace> realms =
                places.stream().filter(place -> !place.isOfUser()).toList();
        List<ArchivePlace> users =
                places.stream().filter(ArchivePlace::isOfUser).toList();
        Map<Integer, Input> opened = new ConcurrentSkipListMap<>();
        inParallel(realms, jobs, place -> opened.put(place.position(), RealmInput.read(place, work)));
        List<Input> inputs = new ArrayList<>(opened.values());
        Input newest = Merging.byTime(inputs).get(inputs.size() - 1);
        Realm realm = realm(realmRow(places.get(newest.position())));
        Optional<Release> release = requireOneRelease(realms, users);
        inputs.addAll(UserInputs.read(users, realm, inputs, work, findings));
        return new Inputs(realm, release, inputs, places);
    }

    private interface Opening {
        void of(ArchivePlace place);
    }

    private static void inParallel(List<ArchivePlace> places, int jobs, Opening opening) {
        Workers<Workers.Resource> workers = new Workers<>();
        places.forEach(place -> workers.add("inputs", nothing -> opening.of(place)));
        workers.work(jobs, () -> () -> {});
    }

    private static void requireOneRealm(List<ArchivePlace> realms) {
        Map<String, @Nullable Object> first = realmRow(realms.get(0));
        List<Failure> failures = new ArrayList<>();
        for (ArchivePlace place : realms.subList(1, realms.size())) {
            Map<String, @Nullable Object> other = realmRow(place);
            difference(first, other)
                    .ifPresent(what -> failures.add(new Failure(
                            ExitStatus.COMMAND_LINE,
                            realms.get(0).name() + " and " + place.name() + " are not of one realm of one server: "
                                    + what,
                            REMEDY)));
        }
        throwAll(failures);
    }

    private static Realm realm(Map<String, @Nullable Object> row) {
        return new Realm(
                number(row, "id"),
                String.valueOf(row.get("string_id")),
                String.valueOf(row.get("name")),
                Boolean.TRUE.equals(row.get("deactivated")));
    }

    private static Map<String, @Nullable Object> realmRow(ArchivePlace place) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        try (InputStream in = Files.newInputStream(place.layout().realm(), LinkOption.NOFOLLOW_LINKS);
                RowFileReader json = RowFileReader.open(in)) {
            json.beginObject();
            while (rows.isEmpty() && json.nextMember()) {
                if (json.member().equals("zerver_realm")) {
                    json.beginList("a list of rows");
                    while (json.nextRow("a list of rows")) {
                        rows.add(Fields.members(json.parser()));
                    }
                } else {
                    json.parser().skipChildren();
                }
            }
        } catch (IOException e) {
            throw Damage.of(place.layout().realm(), e);
        }
        if (rows.size() != 1) {
            throw Damage.of(place.layout().realm(), "zerver_realm has not one row, but " + rows.size());
        }
        return rows.get(0);
    }

    /** A realm may be renamed between two exports; its id, and its uuid or its first day, stay. */
    private static Optional<String> difference(Map<String, @Nullable Object> one, Map<String, @Nullable Object> other) {
        if (number(one, "id") != number(other, "id")) {
            return Optional.of("the realms have the ids " + number(one, "id") + " (" + one.get("string_id") + ") and "
                    + number(other, "id") + " (" + other.get("string_id") + ")");
        }
        for (String field : List.of("uuid", "date_created")) {
            if (!Fields.same(one.get(field), other.get(field))) {
                return Optional.of("both have the realm " + one.get("string_id") + ", but with another " + field);
            }
        }
        return Optional.empty();
    }

    private static long number(Map<String, @Nullable Object> row, String field) {
        return row.get(field) instanceof BigDecimal number ? number.longValue() : -1;
    }

    private static Optional<Release> requireOneRelease(List<ArchivePlace> realms, List<ArchivePlace> users) {
        ArchivePlace first = realms.get(0);
        Optional<Release> release = Release.read(first);
        List<Failure> failures = new ArrayList<>();
        for (ArchivePlace place : realms.subList(1, realms.size())) {
            Optional<Release> other = Release.read(place);
            Optional<String> difference = release.isPresent() && other.isPresent()
                    ? release.get().difference(other.get()).map(line -> "only one of them has the migration " + line)
                    : release.isPresent() == other.isPresent()
                            ? Optional.empty()
                            : Optional.of("only one of them has migration_status.json");
            difference.ifPresent(what -> failures.add(new Failure(
                    ExitStatus.COMMAND_LINE,
                    first.name() + " and " + place.name() + " are of different releases: " + what,
                    REMEDY)));
        }
        for (ArchivePlace place : users) {
            String last = place.manifest().map(InputManifest::lastMigration).orElse("");
            boolean known = last.isEmpty()
                    || release.isEmpty()
                    || release.get().migrations().getOrDefault("zerver", Set.of()).stream()
                            .anyMatch(line -> line.contains(last));
            if (!known) {
                failures.add(new Failure(
                        ExitStatus.COMMAND_LINE,
                        first.name() + " and " + place.name()
                                + " are of different releases: only one of them has the migration zerver " + last,
                        REMEDY));
            }
        }
        throwAll(failures);
        return release;
    }

    /** Neither may the output be in an input, nor an input in the output. Fails with {@code COMMAND_LINE}. */
    static void requireApart(List<ArchivePlace> places, Path output) {
        List<Failure> failures = new ArrayList<>();
        for (ArchivePlace place : places) {
            ArchiveLayout layout = place.layout();
            if (output.startsWith(layout.root()) || layout.root().startsWith(output)) {
                failures.add(new Failure(
                        ExitStatus.COMMAND_LINE,
                        output.startsWith(layout.root())
                                ? "--output " + output + " is inside of the input " + place.name()
                                : "the input " + place.name() + " is inside of --output " + output,
                        "Choose a new --output outside of all inputs."));
            }
        }
        throwAll(failures);
    }
}
