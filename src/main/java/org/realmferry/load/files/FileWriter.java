/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.realmferry.archive.Damage;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.Written;
import org.realmferry.input.FileCopy;
import org.realmferry.load.files.FileList.ToCopy;
import org.realmferry.load.files.ImportedFile.Making;
import org.realmferry.store.FileTarget;
import org.realmferry.store.FileTarget.Stored;

/** Writes the files of an archive into the target, one by one: as they are, or a size of a picture. */
final class FileWriter {
    private static final int SMALL = 100;
    private static final int MEDIUM = 500;
    private static final String NOT_MADE = "picture-not-made";

    private final ImportedFiles.Run run;
    private final long realm;
    private final FileTarget target;
    private final AtomicLong bytes = new AtomicLong();

    FileWriter(ImportedFiles.Run run, long realm, FileTarget target) {
        this.run = run;
        this.realm = realm;
        this.target = target;
    }

    long bytes() {
        return bytes.get();
    }

    /** Writes a file, unless it is there. Fails with {@code DAMAGED_ARCHIVE} where its bytes are not the manifest's. */
    void copy(ToCopy task) {
        ImportedFile file = task.file();
        Optional<String> objection = target.objection(file.path());
        if (objection.isPresent()) {
            run.tell("refused-file", file.place(), "it can't be written to the target: " + objection.get());
        } else if (!isThere(task)) {
            Path source = run.archive().layout().file(file.set(), file.source());
            try {
                write(file, source);
            } catch (NoSuchFileException e) {
                missing(file);
            } catch (IOException e) {
                run.tell("unreadable-file", file.place(), "it can't be read: " + PrivateFiles.reason(e));
            }
        }
    }

    /** Whether a former part of the run wrote it, from the file that the archive has now. */
    private boolean isThere(ToCopy task) {
        ImportedFile file = task.file();
        return task.before()
                .filter(before -> file.making() != Making.COPY || isManifests(file, before))
                .filter(before -> target.stat(file.set(), file.path()).equals(Optional.of(new Stored(before.bytes()))))
                .isPresent();
    }

    private boolean isManifests(ImportedFile file, Written written) {
        return run.archive()
                .manifest()
                .map(manifest -> manifest.names(file.place(), written.sha256()))
                .orElse(true);
    }

    /** What would have been made of it is not missed again. */
    private void missing(ImportedFile file) {
        if (file.making() == Making.COPY) {
            run.tell(
                    "missing-file",
                    file.place(),
                    "the archive has a record of it, and no file; links to it lead nowhere on the target");
        }
    }

    private void write(ImportedFile file, Path source) throws IOException {
        try (InputStream content = FileCopy.open(run.archive().layout(), source)) {
            switch (file.making()) {
                case COPY -> copy(file, source, content);
                case SMALL_AVATAR -> avatar(file, Pictures.square(content, SMALL), source);
                case MEDIUM_AVATAR -> avatar(file, Pictures.square(content, MEDIUM), source);
                case STILL_EMOJI -> {
                    if (moves(source)) {
                        still(file, Pictures.firstFrame(content));
                    }
                }
            }
        }
    }

    private boolean moves(Path picture) throws IOException {
        try (InputStream content = FileCopy.open(run.archive().layout(), picture)) {
            return ImageFacts.of(content).filter(facts -> facts.frames() > 1).isPresent();
        }
    }

    private void copy(ImportedFile file, Path source, InputStream content) throws IOException {
        Written written = target.write(file.set(), file.path(), file.stored(realm), content, Files.size(source));
        if (!isManifests(file, written)) {
            target.remove(file.set(), file.path());
            throw Damage.of(source, "its SHA-256 is not the one of the manifest: the bytes have changed");
        }
        wrote(file, written);
    }

    /** A picture that can't be made is shown as it was uploaded: browsers look at its bytes. */
    private void avatar(ImportedFile file, Pictures.Made made, Path source) throws IOException {
        if (made instanceof Pictures.Png png) {
            put(file, png.bytes());
        } else if (made instanceof Pictures.Unreadable unreadable) {
            try (InputStream original = FileCopy.open(run.archive().layout(), source)) {
                wrote(file, target.write(file.set(), file.path(), file.stored(realm), original, Files.size(source)));
            }
            run.tell(
                    NOT_MADE,
                    file.place(),
                    unreadable.why() + ": the uploaded picture takes the place of "
                            + target.name(file.set(), file.path()) + "; its owner may upload it again as PNG or JPEG");
        } else if (made instanceof Pictures.TooLarge large) {
            run.tell(
                    NOT_MADE,
                    file.place(),
                    large.why() + ", which is too large to be decoded: there is no "
                            + target.name(file.set(), file.path()) + "; its owner may upload a smaller picture");
        }
    }

    private void still(ImportedFile file, Pictures.Made made) throws IOException {
        if (made instanceof Pictures.Png png) {
            put(file, png.bytes());
        } else {
            run.tell(
                    NOT_MADE,
                    file.place(),
                    "the picture that doesn't move can't be made of it; upload the emoji again where it moves");
        }
    }

    private void put(ImportedFile file, byte[] png) throws IOException {
        wrote(
                file,
                target.write(
                        file.set(), file.path(), file.storedAsPng(realm), new ByteArrayInputStream(png), png.length));
    }

    private void wrote(ImportedFile file, Written written) {
        bytes.addAndGet(written.bytes());
        run.journal().copied(file.name(), written);
    }
}
