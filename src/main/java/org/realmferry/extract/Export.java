/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.archive.Manifest;
import org.realmferry.extract.Packing.Packed;
import org.realmferry.extract.files.ServerFiles;
import org.realmferry.extract.journal.ArchiveJournal;
import org.realmferry.extract.journal.ArchiveJournal.Conditions;
import org.realmferry.extract.messages.ChangedIds;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.UserPlan;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunLog;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Workers;
import org.realmferry.schema.Migrations;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.selection.Realm;
import org.realmferry.selection.Scope;
import org.realmferry.selection.SingleUser;
import org.realmferry.source.SnapshotHorizon;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;

/**
 * One run: several realms and single users, one snapshot, one pool of workers.
 *
 * @param origin the server, as the manifests tell it
 * @param tool the name and version of this program, for the manifests
 * @param packing what is made of each archive that is whole
 */
public record Export(
        RunDirectory run,
        ExportPlan plan,
        UserPlan userPlan,
        Migrations migrations,
        ZulipRelease release,
        Manifest.Origin origin,
        ServerFiles files,
        Findings findings,
        Progress progress,
        RunLog log,
        String tool,
        Packing packing) {

    /**
     * What came of a run, realms and users in the order in which they were asked for.
     *
     * @param realms those whose archives are whole
     * @param users single users whose archives are whole
     * @param packs of archives, by their folders
     */
    public record Summary(List<RealmSummary> realms, List<UserSummary> users, SortedMap<String, Packed> packs) {
        public Summary {
            realms = List.copyOf(realms);
            users = List.copyOf(users);
            packs = Collections.unmodifiableSortedMap(new TreeMap<>(packs));
        }
    }

    /** The names of the lanes of progress: one for each realm, then one for the users of each realm. */
    public static List<String> lanes(List<Scope> scopes, List<SingleUser> users) {
        return Stream.concat(
                        scopes.stream().map(scope -> scope.realm().label()),
                        byRealm(users).keySet().stream().map(realm -> realm.label() + " users"))
                .toList();
    }

    private static Map<Realm, List<SingleUser>> byRealm(List<SingleUser> users) {
        return users.stream()
                .collect(Collectors.groupingBy(SingleUser::realm, LinkedHashMap::new, Collectors.toList()));
    }

    /**
     * Fills an archive for each realm and for each single user.
     *
     * @param jobs connections to the database
     */
    public Summary run(List<Scope> scopes, List<SingleUser> users, Source source, int jobs) {
        Workers<SnapshotReader> workers = new Workers<>();
        Iterator<Progress.Lane> lanes = progress.lanes().iterator();
        Map<Scope, ArchiveJournal> journals = new LinkedHashMap<>();
        scopes.forEach(scope -> journals.put(
                scope, ArchiveJournal.of(run.journal(), scope.realm().folder())));
        ChangedIds changes = changes(workers, source.standpoint(), journals.values());
        List<RealmExport> realms = journals.entrySet().stream()
                .map(plan -> new RealmExport(this, plan.getKey(), lanes.next(), plan.getValue()))
                .toList();
        List<UsersOfRealm> singles = byRealm(users).entrySet().stream()
                .map(plan -> new UsersOfRealm(this, plan.getKey(), plan.getValue(), lanes.next()))
                .toList();
        realms.forEach(export -> export.start(workers, source.standpoint(), changes));
        singles.forEach(export -> export.start(workers));
        try {
            workers.work(jobs, files.jobs(), source::reader);
        } finally {
            packing.giveUp();
            run.removeParts();
        }
        Summary summary = new Summary(
                realms.stream().flatMap(RealmExport::summary).toList(),
                singles.stream().flatMap(UsersOfRealm::summaries).toList(),
                packing.packs());
        requireComplete(summary, scopes, users);
        return summary;
    }

    /** No work is left, so whatever has no summary now would never be finished. */
    static void requireComplete(Summary summary, List<Scope> scopes, List<SingleUser> users) {
        Set<String> unfinished = new TreeSet<>();
        scopes.forEach(scope -> unfinished.add(scope.realm().folder()));
        users.forEach(user -> unfinished.add(user.folder()));
        summary.realms().forEach(realm -> unfinished.remove(realm.realm().folder()));
        summary.users().forEach(user -> unfinished.remove(user.user().folder()));
        if (!unfinished.isEmpty()) {
            throw new IllegalStateException("the work ended before these archives were finished: " + unfinished);
        }
    }

    /** What changed since the oldest part of the run whose files are still there. */
    private static ChangedIds changes(
            Workers<SnapshotReader> workers, SnapshotHorizon now, Collection<ArchiveJournal> journals) {
        return oldest(now, journals)
                .map(oldest -> ChangedIds.begin(workers, oldest))
                .orElseGet(ChangedIds::unknown);
    }

    /** As {@link #changes}, by a reader that is there. */
    static ChangedIds changes(SnapshotReader reader, SnapshotHorizon now, Collection<ArchiveJournal> journals) {
        return oldest(now, journals)
                .map(oldest -> ChangedIds.between(reader, oldest, now))
                .orElseGet(ChangedIds::unknown);
    }

    private static Optional<SnapshotHorizon> oldest(SnapshotHorizon now, Collection<ArchiveJournal> journals) {
        return journals.stream()
                .filter(journal -> !journal.messages().isEmpty())
                .flatMap(journal -> journal.conditions().stream())
                .map(Conditions::standpoint)
                .filter(now::follows)
                .min(Comparator.comparingLong(SnapshotHorizon::xmin));
    }
}
