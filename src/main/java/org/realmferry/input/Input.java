/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.IdBitmap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.disk.Written;
import org.realmferry.selection.Mode;

/**
 * An archive that is merged.
 *
 * @param name as it was given
 * @param position among those that were given, from 0
 * @param archive where it is, with its files
 * @param user the id of its user; empty for a realm's archive
 * @param mode whose private data it holds; of a single user's archive {@code CONSENT}, with that user
 * @param consenting whose; everybody's where it is full
 * @param sha256 of its manifest; without one, of the checksums of its files of rows
 * @param manifest empty for Zulip's own
 * @param rows its rows, a line each
 */
public record Input(
        String name,
        int position,
        ArchiveLayout archive,
        Optional<Long> user,
        Mode mode,
        IdBitmap consenting,
        SnapshotTime taken,
        String sha256,
        Optional<InputManifest> manifest,
        Rows rows) {

    /**
     * Its rows in the form in which this program writes them.
     *
     * @param asWritten whether these are the archive's own bytes, and not a translation
     * @param tables of realm.json, analytics.json and attachment.json
     */
    public record Rows(boolean asWritten, Map<String, Section> tables, List<MessagesFile> messages) {
        public Rows {
            tables = Map.copyOf(tables);
            messages = List.copyOf(messages);
        }
    }

    /** Where the rows of a table begin. */
    public record Section(Path file, long offset, long rows) {}

    /** A file of messages, and what the manifest says of it. */
    public record MessagesFile(Path path, Optional<Written> expected) {}

    public boolean isOfRealm() {
        return user.isEmpty();
    }

    /** Whether the private data of a user is in it. */
    public boolean has(long userId) {
        return mode == Mode.FULL || consenting.contains(userId);
    }

    /** Whether what it lacks was not there when it was taken. */
    public boolean isComplete() {
        return isOfRealm() && mode == Mode.FULL;
    }

    public boolean isOlderThan(Input other) {
        return taken.time().isBefore(other.taken.time());
    }
}
