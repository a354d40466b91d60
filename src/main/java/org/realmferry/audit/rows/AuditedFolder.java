/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.rows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.FolderReader;
import org.realmferry.archive.disk.Folders;

/** The folder of an archive, as it is on the disk. Symbolic links are never followed. */
public record AuditedFolder(Path root) {
    private static final Pattern KNOWN = Pattern.compile("(realm|attachment|analytics|stats|migration_status"
            + "|consented_user_ids|realmferry|messages-[0-9]{6,9})\\.json|stats\\.txt");
    private static final Pattern MESSAGES = Pattern.compile("messages-[0-9]{6,9}\\.json");

    /** Names everything in a folder of the archive and below it; nothing where it isn't there. */
    public void walk(Path folder, FolderReader.Visitor visitor) {
        try {
            new FolderReader(root).walk(folder, visitor, (name, e) -> {
                throw e;
            });
        } catch (IOException e) {
            throw AuditFailures.unreadable(folder, e);
        }
    }

    public void walk(FolderReader.Visitor visitor) {
        walk(root, visitor);
    }

    /** Reads a file of the archive; empty where it is not there, or is reached by a link. */
    public Optional<AuditedRowReader> file(String name) {
        return new FolderReader(root).size(name).map(size -> new AuditedRowReader(root.resolve(name), name));
    }

    /** Reads a file that no archive lacks. */
    public AuditedRowReader required(String name) {
        return file(name).orElseThrow(() -> AuditFailures.of(root.toString(), name + " is missing"));
    }

    /** Every file of messages, also behind a gap in the numbers. */
    public Iterable<AuditedRowReader> messageFiles() {
        TreeSet<String> names = new TreeSet<>();
        try {
            Folders.list(root).forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (IOException e) {
            throw AuditFailures.unreadable(root, e);
        }
        names.removeIf(name -> !MESSAGES.matcher(name).matches());
        return names.stream().map(this::file).flatMap(Optional::stream).toList();
    }

    /** Whether an archive has a file of that name, or a folder for it. */
    public static boolean isKnown(String name) {
        return FileSet.of(name).isPresent() || KNOWN.matcher(name).matches();
    }
}
