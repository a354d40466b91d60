/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.realmferry.run.work.Progress;
import org.realmferry.sample.FoundThings;
import org.realmferry.sample.SmallInput;
import org.realmferry.verify.rows.RowCounts;
import org.realmferry.verify.rows.TableIds;
import org.realmferry.verify.rows.VerifiedFolder;

/** An archive of a few files on the disk, whose texts have {@code '} for a quotation mark. */
final class SmallArchive {
    private final Path root;
    private final FoundThings found = new FoundThings();
    private final TableIds ids = new TableIds();

    SmallArchive(Path root) {
        this.root = root;
    }

    SmallArchive file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, SmallInput.json(text));
        return this;
    }

    VerifiedFolder folder() {
        return new VerifiedFolder(root);
    }

    TableIds ids() {
        return ids;
    }

    FoundThings found() {
        return found;
    }

    /** Without a manifest. */
    VerifiedArchive open() {
        return open(Optional.empty());
    }

    VerifiedArchive open(Optional<ManifestVerifier> manifest) {
        return new VerifiedArchive(
                folder(),
                manifest,
                ids,
                new RowCounts(),
                found.sink(),
                new Progress(List.of("acme")).lane(0),
                VerificationJournal.none());
    }
}
