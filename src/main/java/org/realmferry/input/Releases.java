/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The releases of archives of realms, which must be one, and what some of their servers have beside it. */
public final class Releases {
    /** Those of other products of the company, of which Zulip says nothing. */
    private static final Set<String> OPTIONAL = Set.of("zilencer", "corporate");

    /** Two archives of different releases. */
    public record Difference(ArchiveLocation one, ArchiveLocation other, String what) {}

    private record Read(ArchiveLocation location, Optional<Release> release) {
        boolean isKnown() {
            return release.filter(one -> !one.migrations().isEmpty()).isPresent();
        }

        /** The apps that have migrations: some are listed without any. */
        Set<String> apps() {
            return release.map(Release::migrations).orElse(Map.of()).entrySet().stream()
                    .filter(app -> !app.getValue().isEmpty())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }
    }

    private final List<Read> all;

    private Releases(List<Read> all) {
        this.all = all;
    }

    /** Reads those of archives. Fails with {@code DAMAGED_ARCHIVE}. */
    public static Releases read(List<ArchiveLocation> locations) {
        return new Releases(locations.stream()
                .map(location -> new Read(location, Release.read(location)))
                .toList());
    }

    /** Each archive that is of another release than one before it, with the first such. */
    public List<Difference> differences() {
        List<Difference> differences = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            Read other = all.get(i);
            all.subList(0, i).stream()
                    .flatMap(one -> Release.difference(one.release(), other.release())
                            .map(what -> new Difference(one.location(), other.location(), what))
                            .stream())
                    .findFirst()
                    .ifPresent(differences::add);
        }
        return differences;
    }

    /** A sentence for each app whose migrations only some archives have. Zulip's importer warns of it, no more. */
    public List<String> appsOfSome() {
        List<Read> known = all.stream().filter(Read::isKnown).toList();
        Set<String> apps = new TreeSet<>();
        known.forEach(read -> apps.addAll(read.apps()));
        apps.removeAll(OPTIONAL);
        apps.removeIf(app -> known.stream().allMatch(read -> read.apps().contains(app)));
        return apps.stream()
                .map(app -> "the app " + app + " has migrations in " + names(known, app, true) + ", and none in "
                        + names(known, app, false) + "; Zulip's importer warns if a server differs in it")
                .toList();
    }

    private static String names(List<Read> archives, String app, boolean having) {
        return archives.stream()
                .filter(read -> read.apps().contains(app) == having)
                .map(read -> read.location().name())
                .collect(Collectors.joining(", "));
    }
}
