/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.realmferry.Secret;
import org.realmferry.plan.ExportPlan;
import org.realmferry.run.Findings;
import org.realmferry.run.Progress;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.Workers;
import org.realmferry.schema.Migrations;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.selection.Scope;
import org.realmferry.store.FileStore;

/**
 * One run: several realms, one snapshot, one pool of workers.
 *
 * @param tool the name and version of this program, for the manifests
 * @param avatarSalt the server's secret that names pictures; empty where no realm has any
 */
public record Export(
        RunDirectory run,
        ExportPlan plan,
        Migrations migrations,
        ZulipRelease release,
        FileStore store,
        Optional<Secret> avatarSalt,
        Findings findings,
        Progress progress,
        String tool) {

    /** Fills an archive for each realm; gives what came of each, in the same order. */
    public List<RealmSummary> run(List<Scope> scopes, Source source, int jobs) {
        Workers<SnapshotReader> workers = new Workers<>();
        List<RealmExport> exports = new ArrayList<>();
        for (int i = 0; i < scopes.size(); i++) {
            exports.add(new RealmExport(this, scopes.get(i), progress.lane(i)));
        }
        exports.forEach(export -> export.start(workers));
        try {
            workers.work(jobs, source::reader);
        } finally {
            run.removeParts();
        }
        return exports.stream().flatMap(RealmExport::summary).toList();
    }
}
