/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.disk.Folders;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.extract.journal.ArchiveJournal.MessagesDone;

/**
 * Where files of messages are: while a run is under way in a folder of their own, by their first message, since nobody
 * knows their numbers until all of them are there; then in the archive.
 */
public record MessageFileLocations(ArchiveLayout layout, Path staging) {
    public Path staged(long first) {
        return staging.resolve(first + ".json");
    }

    /** Gives each file its number; gives their entries in the manifest. */
    public List<Manifest.Entry> place(Collection<MessagesDone> inOrder) {
        createFolders(layout.root());
        List<Manifest.Entry> entries = new ArrayList<>();
        for (MessagesDone file : inOrder) {
            Path place = layout.messages(entries.size() + 1);
            move(staged(file.span().first()), place);
            entries.add(new Manifest.Entry(
                    layout.name(place),
                    file.written(),
                    file.rows(),
                    List.of(file.span().first(), file.span().last())));
        }
        return entries;
    }

    /** Takes the files back from a finished archive, or one that was about to be. */
    public void unplace(List<Long> order) {
        delete(layout.manifest());
        createFolders(staging);
        for (int i = 0; i < order.size(); i++) {
            Path place = layout.messages(i + 1);
            if (Files.exists(place)) {
                move(place, staged(order.get(i)));
            }
        }
    }

    /** Removes all files of messages of an archive, which is unfinished then. */
    public static void clear(ArchiveLayout layout) {
        delete(layout.manifest());
        if (!Files.exists(layout.root())) {
            return;
        }
        try {
            Folders.list(layout.root()).stream()
                    .filter(ArchiveLayout::isOfMessages)
                    .forEach(MessageFileLocations::delete);
        } catch (IOException e) {
            throw PrivateFiles.unreadable(layout.root(), e);
        }
    }

    public void remove(long first) {
        delete(staged(first));
    }

    private static void createFolders(Path folder) {
        try {
            PrivateFiles.createFolders(folder);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(folder, e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(to, e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(file, e);
        }
    }
}
