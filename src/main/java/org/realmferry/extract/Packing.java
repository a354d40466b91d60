/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.ManyFiles;
import org.realmferry.archive.disk.Cursor;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.Written;
import org.realmferry.extract.journal.ArchiveJournal;
import org.realmferry.extract.journal.ArchiveJournal.PackDone;
import org.realmferry.pack.PackChoice;
import org.realmferry.pack.PackTarget;
import org.realmferry.pack.PackWriter;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Stage;
import org.realmferry.run.work.Workers;
import org.realmferry.selection.Realm;
import org.realmferry.source.SnapshotReader;

/**
 * Makes one file of each archive when it is whole, beside its folder, where that is asked for. A pack that a former part
 * of the run made of the same files is kept.
 */
public final class Packing {
    /** A pack that is there. */
    public record Packed(Path file, Written written) {}

    /** How much smaller JSON gets, at least; of uploads nothing is assumed. */
    private static final double OF_JSON = 0.3;

    private final Optional<PackChoice> choice;
    private final SortedMap<String, Packed> packs = new ConcurrentSkipListMap<>();
    private final Set<PackWriter> underWay = ConcurrentHashMap.newKeySet();

    public Packing(Optional<PackChoice> choice) {
        this.choice = choice;
    }

    /**
     * An archive that is whole.
     *
     * @param layout where its files are
     * @param files all but those of users
     * @param work that was planned for its pack
     */
    record Whole(ArchiveLayout layout, List<Manifest.Entry> files, ManyFiles many, ArchiveJournal journal, long work) {
        /** The checksum of the manifest, and so of everything. */
        String content() {
            return files.stream()
                    .filter(file -> file.path().equals(Manifest.NAME))
                    .map(file -> file.written().sha256())
                    .findFirst()
                    .orElseThrow();
        }

        SortedMap<String, Long> sizes() {
            SortedMap<String, Long> sizes = new TreeMap<>();
            files.forEach(file -> sizes.put(file.path(), file.written().bytes()));
            try (Cursor<Manifest.Entry> userFiles = many.open()) {
                for (Manifest.Entry file = userFiles.next(); file != null; file = userFiles.next()) {
                    sizes.put(file.path(), file.written().bytes());
                }
            }
            return sizes;
        }
    }

    /**
     * About how many bytes packs take beside the folders of archives; 0 where none are asked for.
     *
     * @param bytes of the archives
     * @param fileBytes of which are uploads and pictures
     */
    public long estimate(long bytes, long fileBytes) {
        return choice.isEmpty() ? 0 : fileBytes + (long) ((bytes - fileBytes) * OF_JSON);
    }

    /** The work of a pack: to compress takes about as long again as to read and to write. */
    long work(long ofArchive) {
        return choice.isEmpty() ? 0 : ofArchive;
    }

    /** Where an archive is put together: where nothing plain is to be left, in a folder that the run takes away. */
    ArchiveLayout layout(RunDirectory run, String folder) {
        boolean encrypted = choice.filter(PackChoice::isEncrypted).isPresent();
        return encrypted ? run.plainArchive(folder) : run.archive(folder);
    }

    /** What is to become of the archive of a realm's folder; empty where no pack is asked for. */
    Optional<PackTarget> target(RunDirectory run, String folder, Realm realm) {
        return choice.map(pack -> pack.target(run.archive(folder), realm.stringId()));
    }

    /** Makes a pack that is there one that nobody takes for a finished one, while its archive is made again. */
    static void unfinish(PackTarget target) {
        try {
            Files.deleteIfExists(target.checksumFile());
        } catch (IOException e) {
            throw PrivateFiles.unwritable(target.checksumFile(), e);
        }
    }

    /** Packs an archive by units of its lane, the last of which runs {@code done}. */
    void start(Stages stages, Optional<PackTarget> asked, Whole archive, Runnable done) {
        if (asked.isEmpty()) {
            done.run();
            return;
        }
        PackTarget target = asked.get();
        Optional<Written> kept = kept(archive, target);
        if (kept.isPresent()) {
            target.writeChecksum(kept.get());
            packs.put(archive.journal().archive(), new Packed(target.file(), kept.get()));
            stages.progress().kept(archive.work(), 0);
            done.run();
            return;
        }
        PackWriter pack = PackWriter.begin(archive.layout().root(), target, archive.sizes());
        underWay.add(pack);
        stages.add(pack, archive.work(), () -> {
            Written written = pack.commit();
            underWay.remove(pack);
            archive.journal().packed(new PackDone(archive.content(), written));
            packs.put(archive.journal().archive(), new Packed(target.file(), written));
            done.run();
        });
    }

    /** The lane in which an archive is packed. */
    record Stages(Workers<SnapshotReader> workers, String lane, Progress.Lane progress) {
        private void add(PackWriter pack, long work, Runnable last) {
            Stage<SnapshotReader> stage = Stage.endingIn(workers, lane, last);
            long pieces = pack.pieces();
            for (int i = 0; i < pieces; i++) {
                int piece = i;
                stage.addOfTwoParts(reader -> () -> {
                    pack.add(piece);
                    progress.did(work * (piece + 1) / pieces - work * piece / pieces, 0);
                });
            }
            stage.end();
        }
    }

    /** What a former part of the run packed, where it was the same and is still there. */
    private static Optional<Written> kept(Whole archive, PackTarget target) {
        return archive.journal()
                .packed()
                .filter(pack -> pack.content().equals(archive.content()))
                .map(PackDone::written)
                .filter(pack -> isThere(target.file(), pack.bytes()));
    }

    private static boolean isThere(Path pack, long bytes) {
        try {
            return Files.isRegularFile(pack, LinkOption.NOFOLLOW_LINKS) && Files.size(pack) == bytes;
        } catch (IOException e) {
            return false;
        }
    }

    /** The packs that are there, by the folders of their archives. */
    SortedMap<String, Packed> packs() {
        return packs;
    }

    /** Leaves nothing of packs that aren't whole. */
    void giveUp() {
        underWay.forEach(PackWriter::close);
    }
}
