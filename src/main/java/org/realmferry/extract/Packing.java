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
import org.realmferry.archive.PackFormat;
import org.realmferry.archive.PrivateFiles;
import org.realmferry.archive.Written;
import org.realmferry.extract.ArchiveJournal.PackDone;
import org.realmferry.pack.PackWriter;
import org.realmferry.run.Progress;
import org.realmferry.run.Stage;
import org.realmferry.run.Workers;

/**
 * Makes one file of each archive when it is whole, beside its folder, where that is asked for. A pack that a former part
 * of the run made of the same files is kept.
 */
public final class Packing {
    /** A pack that is there. */
    public record Packed(Path file, Written written) {}

    /** How much smaller JSON gets, at least; of uploads nothing is assumed. */
    private static final double OF_JSON = 0.3;

    private final Optional<PackFormat> format;
    private final SortedMap<String, Packed> packs = new ConcurrentSkipListMap<>();
    private final Set<PackWriter> underWay = ConcurrentHashMap.newKeySet();

    public Packing(Optional<PackFormat> format) {
        this.format = format;
    }

    /**
     * An archive that is whole.
     *
     * @param folder of the archive in the run
     * @param files all of it
     * @param work that was planned for its pack
     */
    record Whole(String folder, ArchiveLayout layout, List<Manifest.Entry> files, ArchiveJournal journal, long work) {
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
        return format.isEmpty() ? 0 : fileBytes + (long) ((bytes - fileBytes) * OF_JSON);
    }

    /** The work of a pack: to compress takes about as long again as to read and to write. */
    long work(long ofArchive) {
        return format.isEmpty() ? 0 : ofArchive;
    }

    /** Makes a pack that is there one that nobody takes for a finished one, while its archive is made again. */
    void unfinish(ArchiveLayout layout) {
        format.ifPresent(its -> {
            Path checksum = layout.packChecksum(its);
            try {
                Files.deleteIfExists(checksum);
            } catch (IOException e) {
                throw PrivateFiles.unwritable(checksum, e);
            }
        });
    }

    /** Packs an archive by units of its lane, the last of which runs {@code done}. */
    void start(Workers<SnapshotReader> workers, String lane, Whole archive, Progress.Lane progress, Runnable done) {
        if (format.isEmpty()) {
            done.run();
        } else if (kept(archive, format.get()).isPresent()) {
            Written written = kept(archive, format.get()).get();
            PackWriter.writeChecksum(archive.layout(), format.get(), written);
            packed(archive, format.get(), written);
            progress.kept(archive.work(), 0);
            done.run();
        } else {
            PackWriter pack = PackWriter.begin(archive.layout(), format.get(), archive.sizes());
            underWay.add(pack);
            Stage<SnapshotReader> stage = Stage.endingIn(workers, lane, () -> {
                Written written = pack.commit();
                underWay.remove(pack);
                archive.journal().packed(new PackDone(archive.content(), written));
                packed(archive, format.get(), written);
                done.run();
            });
            add(stage, pack, archive.work(), progress);
        }
    }

    private static void add(Stage<SnapshotReader> stage, PackWriter pack, long work, Progress.Lane progress) {
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

    /** What a former part of the run packed, where it was the same and is still there. */
    private static Optional<Written> kept(Whole archive, PackFormat its) {
        return archive.journal()
                .packed()
                .filter(pack -> pack.content().equals(archive.content()))
                .map(PackDone::written)
                .filter(pack -> isThere(archive.layout().pack(its), pack.bytes()));
    }

    private void packed(Whole archive, PackFormat its, Written written) {
        packs.put(archive.folder(), new Packed(archive.layout().pack(its), written));
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
