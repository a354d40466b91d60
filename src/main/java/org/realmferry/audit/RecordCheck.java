/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.Fingerprints;
import org.realmferry.audit.rows.AuditedRow;
import org.realmferry.audit.rows.AuditedRowReader;
import org.realmferry.audit.scope.People;

/** What {@code records.json} may say of the files of one set. */
final class RecordCheck implements AuditCheck {
    private static final Pattern AVATAR = Pattern.compile("(?:([0-9]+)/)?([0-9a-f]{40})(-medium)?(\\.[a-z]+)?");
    private static final Pattern ICON = Pattern.compile("[0-9]+/(realm/)?(icon|logo|night_logo)(\\.[a-z]+)?");

    private final FileSet set;
    private final People people;
    private final ReferenceCheck references;
    private final AttachmentCheck attachments;
    private final Set<String> emoji = new HashSet<>();
    private final Map<Long, String> hashOf = new HashMap<>();
    private final Map<String, Long> userOf = new HashMap<>();
    private final Fingerprints paths = new Fingerprints();
    private final Fingerprints sized = new Fingerprints();

    RecordCheck(
            FileSet set,
            People people,
            ReferenceCheck references,
            AttachmentCheck attachments,
            AuditedRowReader realm) {
        this.set = set;
        this.people = people;
        this.references = references;
        this.attachments = attachments;
        if (set == FileSet.EMOJI) {
            realm.tables(
                    "zerver_realmemoji"::equals,
                    row -> row.optionalText("file_name").ifPresent(emoji::add));
        }
    }

    @Override
    public void of(AuditedRow row, Consumer<String> why) {
        String path = row.text("path");
        Optional<String> objection = ArchiveLayout.objection(path);
        if (objection.isPresent()) {
            why.accept("path leads out of the folder: " + objection.get());
            return;
        }
        String file = set.folder() + "/" + path;
        paths.add(file);
        row.reference("size").ifPresent(size -> {
            sized.add(file);
            paths.add(file, String.valueOf(size));
        });
        switch (set) {
            case UPLOADS -> upload(row, path, why);
            case AVATARS -> avatar(row, path, why);
            case EMOJI -> emoji(row, path, why);
            case REALM_ICONS -> icon(row, path, why);
        }
    }

    /** Whether a record names a file, given relative to the archive. */
    boolean names(String file) {
        return paths.contains(file);
    }

    /** Whether the record of a file, where it tells a size, tells another one. */
    boolean contradicts(String file, long size) {
        return sized.contains(file) && !paths.contains(file, String.valueOf(size));
    }

    private void upload(AuditedRow row, String path, Consumer<String> why) {
        ofTheRealm(row, why);
        long user = row.number("user_profile_id");
        references.user("user_profile_id", user, why);
        email(row, user, why);
        if (!attachments.has(path)) {
            why.accept("no attachment of the archive has this path");
        } else if (!attachments.has(path, user)) {
            why.accept("user_profile_id is " + user + ", who does not own the attachment");
        }
    }

    private void avatar(AuditedRow row, String path, Consumer<String> why) {
        long user = row.number("user_profile_id");
        references.user("user_profile_id", user, why);
        email(row, user, why);
        Matcher name = AVATAR.matcher(path);
        if (!name.matches()) {
            why.accept("path is not that of a user's picture");
            return;
        }
        if (!people.isSystemBot(user)) {
            ofTheRealm(row, why);
            if (name.group(1) != null
                    && !name.group(1).equals(String.valueOf(people.realm().id()))) {
                why.accept("path is of another realm");
            }
        }
        if (people.hasNoPicture(user)) {
            why.accept("the user " + user + " has no uploaded picture");
        }
        picture(user, name.group(1) + "/" + name.group(2), why);
    }

    private void picture(long user, String hash, Consumer<String> why) {
        @Nullable String other = hashOf.putIfAbsent(user, hash);
        if (other != null && !other.equals(hash)) {
            why.accept("the user " + user + " has two pictures: one is outdated, or another user's");
        }
        @Nullable Long owner = userOf.putIfAbsent(hash, user);
        if (owner != null && owner != user) {
            why.accept("the picture is also that of the user " + owner);
        }
    }

    private void emoji(AuditedRow row, String path, Consumer<String> why) {
        ofTheRealm(row, why);
        row.reference("author").ifPresent(id -> references.user("author", id, why));
        String file = row.text("file_name");
        if (!emoji.contains(file)) {
            why.accept("no emoji of the archive has this file_name");
        }
        if (!path.endsWith("/" + file) && !path.endsWith("/" + file + ".original")) {
            why.accept("path is not that of file_name");
        }
        storedBy(row, why);
    }

    private void icon(AuditedRow row, String path, Consumer<String> why) {
        ofTheRealm(row, why);
        if (!ICON.matcher(path).matches()) {
            why.accept("path is not that of a realm's icon or logo");
        }
        storedBy(row, why);
    }

    /** The user that the store says put the file there; local files have none. */
    private void storedBy(AuditedRow row, Consumer<String> why) {
        OptionalLong user = row.reference("user_profile_id");
        user.ifPresent(id -> {
            references.user("user_profile_id", id, why);
            email(row, id, why);
        });
    }

    private void ofTheRealm(AuditedRow row, Consumer<String> why) {
        long realm = row.number("realm_id");
        if (realm != people.realm().id()) {
            why.accept("realm_id is another realm, " + realm);
        }
    }

    private void email(AuditedRow row, long user, Consumer<String> why) {
        Optional<String> email = row.optionalText("user_profile_email");
        if (email.isPresent() && !email.equals(people.email(user))) {
            why.accept("user_profile_email is not the email of the user " + user);
        }
    }
}
