/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.disk.DiskSort;
import org.realmferry.store.FileTarget.Metadata;

/**
 * A file that the target gets.
 *
 * @param source its path in the archive, or that of the picture that it is made of
 * @param path its path in the target
 * @param making how it comes of the source
 * @param metadata what a store in S3 keeps with it
 */
record ImportedFile(FileSet set, String source, String path, Making making, FileMetadata metadata) {
    /** How a file comes of one of the archive. Where several ways lead to a path, the first one counts. */
    enum Making {
        COPY,
        SMALL_AVATAR,
        MEDIUM_AVATAR,
        STILL_EMOJI
    }

    /** In order of the names. */
    static final Comparator<ImportedFile> ORDER = Comparator.comparing(ImportedFile::name, FileRecord::byCodePoint)
            .thenComparing(ImportedFile::making)
            .thenComparing(ImportedFile::source);

    /** By which it is known in the journal. */
    String name() {
        return set.folder() + "/" + path;
    }

    /** The source's path in the archive, for findings. */
    String place() {
        return set.folder() + "/" + source;
    }

    /** What is kept with the source's own bytes. */
    Metadata stored(long realm) {
        return metadata.of(realm, set == FileSet.AVATARS);
    }

    /** What is kept with a picture that was made of it. */
    Metadata storedAsPng(long realm) {
        return metadata.ofPng().of(realm, set == FileSet.AVATARS);
    }

    /** Another file that comes of the same source. */
    ImportedFile made(Making other, String at) {
        return new ImportedFile(set, source, at, other, metadata);
    }

    /** How it lies on the disk while a run is under way. */
    static final class Format implements DiskSort.Format<ImportedFile> {
        @Override
        public void write(ImportedFile file, DataOutputStream out) throws IOException {
            out.writeUTF(file.set.name());
            out.writeUTF(file.source);
            out.writeUTF(file.path);
            out.writeUTF(file.making.name());
            file.metadata.write(out);
        }

        @Override
        public ImportedFile read(DataInputStream in) throws IOException {
            return new ImportedFile(
                    FileSet.valueOf(in.readUTF()),
                    in.readUTF(),
                    in.readUTF(),
                    Making.valueOf(in.readUTF()),
                    FileMetadata.read(in));
        }
    }
}
