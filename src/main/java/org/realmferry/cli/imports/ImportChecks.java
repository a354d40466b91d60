/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.disk.TemporaryFolder;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.server.FileStoreOptions;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.CheckedFile;
import org.realmferry.load.Import;
import org.realmferry.load.Preview;
import org.realmferry.load.check.TargetCheck;
import org.realmferry.source.Target;
import org.realmferry.source.TargetSession;
import org.realmferry.store.FileTarget;

/** What must hold before an import writes anything, and what it would write. */
final class ImportChecks {
    private final ImportRequest request;
    private final Target target;
    private final Preview preview;
    private final Map<Import.Wanted, PlannedImport> planned = new LinkedHashMap<>();

    ImportChecks(ImportRequest request, Target target) {
        this.request = request;
        this.target = target;
        preview = new Preview(target, request.result().likeZulip());
    }

    /** What would be written, by archive; those that are damaged are absent. */
    Map<Import.Wanted, PlannedImport> planned() {
        return planned;
    }

    /** Checks what is soon known: the server, and whether it can have realms of these names. */
    void server(List<Import.Wanted> fresh, Problems problems) {
        try (TargetSession session = target.session()) {
            TargetCheck check = new TargetCheck(target, session);
            check.ofServer(preview.tables(), request.result().searchNow() ? Set.of("fts_update_log") : Set.of())
                    .forEach(problems::add);
            for (Import.Wanted one : fresh) {
                check.ofName(one.choice().subdomain(), request.result().reservedNames())
                        .forEach(problems::add);
                check.ofUuid(one.realm().uuid()).ifPresent(problems::add);
            }
        }
    }

    /** Checks that files can be written, and pictures named. */
    void files(List<Import.Wanted> fresh, Problems problems) {
        problems.check(() -> {
            folders();
            long bytes = fresh.stream()
                    .mapToLong(one -> PlannedImport.of(one.location(), Map.of()).fileBytes())
                    .sum();
            try (FileTarget files =
                    request.server().files().openTarget(request.work().fetching())) {
                if (request.work().dryRun()) {
                    files.inspect(bytes);
                } else {
                    files.require(bytes);
                }
            }
        });
        fresh.forEach(one -> problems.check(() -> salt(one.location())));
    }

    /** Reads the archives: whether they are whole, and whether the server takes their rows. */
    void archives(List<Import.Wanted> fresh, ArchiveChecks whole, Problems problems) {
        try (TargetSession session = target.session();
                TemporaryFolder work = TemporaryFolder.create(TemporaryFolder.usualPlace(), "check archives")) {
            for (Import.Wanted one : fresh) {
                problems.check(() -> {
                    whole.require(one);
                    read(one, session, work, problems);
                });
            }
        }
    }

    private void read(Import.Wanted one, TargetSession session, TemporaryFolder work, Problems problems) {
        String name = String.valueOf(one.location().position()) + "-" + planned.size();
        try {
            work.makeFolder(name);
        } catch (IOException e) {
            throw work.unwritable(e);
        }
        Path folder = work.path().resolve(name);
        Preview.OfArchive found =
                preview.read(one, session, folder, request.work().jobs());
        found.problems().forEach(problems::add);
        planned.put(one, PlannedImport.of(one.location(), found.rows()));
    }

    private void folders() {
        if (request.server().files() instanceof FileStoreOptions.Local local && Files.isDirectory(local.uploads())) {
            for (String folder : List.of("files", "avatars")) {
                if (!Files.isDirectory(local.uploads().resolve(folder))) {
                    throw new Failure(
                            ExitStatus.TARGET,
                            local.uploads() + " is not an uploads folder of Zulip: it has no folder " + folder,
                            "Name the target's LOCAL_UPLOADS_DIR with --uploads, by default /home/zulip/uploads. On a"
                                    + " server that has no files yet, make the folder as the user zulip.");
                }
            }
        }
    }

    private void salt(ArchiveLocation archive) {
        String records = FileSet.AVATARS.records();
        if (request.server().avatarSalt().isPresent() || !archive.has(records)) {
            return;
        }
        long[] pictures = new long[1];
        CheckedFile.read(archive.layout().records(FileSet.AVATARS), archive.expected(records), json -> {
            json.beginList("a list of records");
            while (json.nextRow("a list of records")) {
                json.parser().skipChildren();
                pictures[0]++;
            }
        });
        if (pictures[0] > 0) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    archive.name()
                            + " has users' pictures, which the server finds by names that its avatar salt is part"
                            + " of, and the salt isn't given",
                    "Give --avatar-salt-file FILE: the server's zulip-secrets.conf, or a file that holds only its value"
                            + " of avatar_salt.");
        }
    }
}
