/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.FolderReader;
import org.realmferry.archive.disk.Folders;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;

/** The folder of an archive, as it is on the disk. Symbolic links are never followed. */
public record VerifiedFolder(Path root) {
    private static final Pattern MESSAGES = Pattern.compile("messages-([0-9]{6,9})\\.json");
    private static final Pattern KNOWN = Pattern.compile("(realm|user|attachment|analytics|stats|migration_status"
            + "|consented_user_ids|realmferry)\\.json|stats\\.txt");

    public ArchiveLayout layout() {
        return new ArchiveLayout(root);
    }

    /** Names everything in a folder of the archive and below it; nothing where it isn't there. */
    public void walk(Path folder, FindingSink sink, FolderReader.Visitor visitor) {
        FolderReader.Unreadable unreadable =
                (name, e) -> sink.found(FindingKind.UNREADABLE, name, "it can't be read: " + PrivateFiles.reason(e));
        try {
            new FolderReader(root).walk(folder, visitor, unreadable);
        } catch (IOException e) {
            sink.found(FindingKind.UNREADABLE, root.relativize(folder).toString(), PrivateFiles.reason(e));
        }
    }

    /** The size of a plain file that no link leads to; empty where there is none. */
    public Optional<Long> size(String name) {
        return new FolderReader(root).size(name);
    }

    public boolean has(String name) {
        return size(name).isPresent();
    }

    /** The files of messages by their numbers, also behind a gap. */
    public SortedMap<Integer, String> messageFiles(FindingSink sink) {
        SortedMap<Integer, String> files = new TreeMap<>();
        try {
            for (Path file : Folders.list(root)) {
                String name = String.valueOf(file.getFileName());
                if (isOfMessages(name) && has(name)) {
                    files.put(number(name), name);
                }
            }
        } catch (IOException e) {
            sink.found(FindingKind.UNREADABLE, "", "the folder can't be read: " + PrivateFiles.reason(e));
        }
        return files;
    }

    private static int number(String name) {
        Matcher matcher = MESSAGES.matcher(name);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Whether a file is of messages: each number, from 1, has one name. */
    static boolean isOfMessages(String name) {
        int number = number(name);
        return number > 0 && Path.of(name).equals(new ArchiveLayout(Path.of("")).messages(number));
    }

    /** Whether a file holds rows or another text that is read as such, not only as bytes. */
    public static boolean isJson(String name) {
        return isOfMessages(name)
                || (KNOWN.matcher(name).matches() && name.endsWith(".json"))
                || FileSet.of(name).filter(set -> name.equals(set.records())).isPresent();
    }

    /** Whether an archive has a file of that name, or a folder for it. */
    public static boolean isKnown(String name) {
        return isOfMessages(name)
                || KNOWN.matcher(name).matches()
                || FileSet.of(name).isPresent();
    }
}
