/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.realmferry.IdBitmap;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.Manifest;
import org.realmferry.audit.rows.AuditFailures;
import org.realmferry.audit.rows.AuditedFolder;
import org.realmferry.audit.rows.AuditedLinks;
import org.realmferry.audit.rows.AuditedRowReader;
import org.realmferry.audit.scope.Audience;
import org.realmferry.audit.scope.AuditCounts;
import org.realmferry.audit.scope.AuditScope;
import org.realmferry.audit.scope.AuditSubject;
import org.realmferry.audit.scope.AuditSummary;
import org.realmferry.audit.scope.AuditedConversations;
import org.realmferry.audit.scope.Exposure;
import org.realmferry.audit.scope.ManifestClaims;
import org.realmferry.audit.scope.People;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmUser;
import org.realmferry.selection.Unapproved;

/** An archive to be audited: first what it is of, then, once it is known who is approved, everything in it. */
public final class Audit {
    private static final String CONSENTED = "consented_user_ids.json";

    private final AuditedFolder folder;
    private final AuditedRowReader realmFile;
    private final People people;
    private final Optional<ManifestClaims> claims;

    private Audit(AuditedFolder folder) {
        this.folder = folder;
        claims = folder.file(Manifest.NAME).map(ManifestClaims::of);
        realmFile = folder.required("realm.json");
        people = People.read(realmFile);
    }

    /** Reads what an archive is of. Fails with {@code DAMAGED_ARCHIVE}. */
    public static Audit of(Path archive) {
        try {
            return new Audit(new AuditedFolder(archive.toRealPath()));
        } catch (IOException e) {
            throw AuditFailures.unreadable(archive, e);
        }
    }

    public Realm realm() {
        return people.realm();
    }

    /** Its users but the system bots. */
    public List<RealmUser> users() {
        return List.copyOf(people.users());
    }

    /** What its manifest says of the export; empty for an archive that has none. */
    public Optional<ManifestClaims> claims() {
        return claims;
    }

    /** The release of the server that it comes from, as the archive says. */
    public String release() {
        return folder.file("migration_status.json")
                .map(AuditedRowReader::objectWithoutFiles)
                .flatMap(status -> status.optionalText("zulip_version"))
                .orElse("of an unknown release");
    }

    /** The ids of those who consent, by the archive's own list. Fails with {@code DAMAGED_ARCHIVE} where it has none. */
    public Set<Long> consenting() {
        return numbers(folder.required(CONSENTED));
    }

    private static Set<Long> numbers(AuditedRowReader file) {
        Set<Long> ids = new TreeSet<>();
        file.numbers(ids::add);
        return ids;
    }

    /**
     * Looks at everything in the archive.
     *
     * @param leaks is given each exception as it is found
     */
    public AuditSummary run(Audience audience, Consumer<Exposure> leaks) {
        AuditCounts tally = new AuditCounts(leaks);
        AuditedConversations conversations = AuditedConversations.read(realmFile, people, audience);
        AuditScope premises = new AuditScope(people, audience, conversations);
        ReferenceCheck references = new ReferenceCheck(premises, realmFile);
        RowAudit rows = new RowAudit(tally, references);

        EditHistoryCheck edits = new EditHistoryCheck(references, conversations);
        AuditedLinks links = new AuditedLinks();
        IdBitmap messages = new IdBitmap();
        for (AuditedRowReader file : folder.messageFiles()) {
            MessageFileCheck check = new MessageFileCheck(file, premises, edits, links);
            rows.run(file, check);
            messages.or(check.visible());
        }
        boolean omitted = claims().flatMap(ManifestClaims::unapproved)
                .filter(Unapproved.OMIT::equals)
                .isPresent();
        rows.run(realmFile, new RowChecks(premises, messages::contains, omitted));
        folder.file("analytics.json").ifPresent(file -> rows.run(file, (row, why) -> {}));

        AttachmentCheck attachments = new AttachmentCheck(messages::contains, scheduled(audience)::contains, links);
        folder.file("attachment.json").ifPresent(file -> rows.run(file, attachments));
        FilesOnDisk files = new FilesOnDisk(folder, tally);
        for (FileSet set : FileSet.values()) {
            files.run(set, new RecordCheck(set, people, references, attachments, realmFile));
        }
        files.runOthers();
        consented(audience, tally);
        folder.file(Manifest.NAME).ifPresent(file -> new ManifestCheck(folder, file, tally).run());
        return new AuditSummary(tally.lines());
    }

    private IdBitmap scheduled(Audience audience) {
        IdBitmap ids = new IdBitmap();
        realmFile.tables("zerver_scheduledmessage"::equals, row -> {
            if (audience.has(row.number("sender"))) {
                ids.addLong(row.id());
            }
        });
        return ids;
    }

    private void consented(Audience audience, AuditCounts tally) {
        Optional<AuditedRowReader> list = folder.file(CONSENTED);
        if (list.isEmpty()) {
            return;
        }
        Set<Long> ids = numbers(list.get());
        for (long id : ids) {
            if (!audience.has(id)) {
                tally.leak(
                        AuditSubject.USERS,
                        CONSENTED,
                        String.valueOf(id),
                        "the list has the user, who is not approved");
            }
        }
        audience.approved().forEach(id -> {
            if (people.isUser(id) && !ids.contains(id)) {
                tally.leak(
                        AuditSubject.USERS, CONSENTED, String.valueOf(id), "the user is approved, but not in the list");
            }
        });
    }
}
