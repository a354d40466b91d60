/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.realmferry.archive.StoredFile;
import org.realmferry.archive.StoredFile.LocalFile;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.Written;
import org.realmferry.store.FileStore;

/**
 * A file on its way from the store into an archive, with its size and checksum compared on arrival.
 *
 * @param stored the file as it was read
 * @param doubtful whether its bytes came twice the same, but not as the store's own checksum has them
 */
record Transfer(StoredFile stored, Written written, boolean doubtful) {
    private static final int BUFFER = 1 << 16;

    /**
     * Where a file goes.
     *
     * @param within where it lies until it is whole
     */
    record Target(Path file, Path within) {
        private AtomicFile create() {
            return AtomicFile.create(file, within);
        }

        private Optional<Written> link(Path source) throws IOException {
            return AtomicFile.link(source, file, within);
        }
    }

    /** What came of an attempt: the file, or the MD5 of bytes that are not what they should be. */
    private record Attempt(Optional<Transfer> transfer, String md5) {}

    /** Reads an open file to its end, and again where it isn't right. Throws what goes for this file only. */
    static Transfer of(FileStore store, String key, FileStore.Open opened, Target target) throws IOException {
        Optional<Transfer> linked = linked(opened, target);
        if (linked.isPresent()) {
            return linked.get();
        }
        Attempt first = attempt(opened, target, "");
        if (first.transfer().isPresent()) {
            return first.transfer().get();
        }
        if (store.open(key) instanceof FileStore.Open again) {
            Attempt second = attempt(again, target, first.md5());
            if (second.transfer().isPresent()) {
                return second.transfer().get();
            }
        }
        throw new IOException("checksum mismatch: its bytes differ from its ETag, and differ each time");
    }

    private static Optional<Transfer> linked(FileStore.Open opened, Target target) throws IOException {
        if (opened.linkable().isEmpty()) {
            return Optional.empty();
        }
        Optional<Written> written = target.link(opened.linkable().get());
        if (written.isPresent()) {
            opened.content().close();
        }
        return written.map(
                file -> new Transfer(new LocalFile(file.bytes(), opened.file().lastModified()), file, false));
    }

    /** @param before the MD5 of another attempt */
    private static Attempt attempt(FileStore.Open opened, Target target, String before) throws IOException {
        MessageDigest digest = md5();
        byte[] buffer = new byte[BUFFER];
        try (var content = opened.content();
                AtomicFile file = target.create()) {
            long size = 0;
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                file.write(buffer, 0, n);
                size += n;
                if (opened.md5().isPresent()) {
                    digest.update(buffer, 0, n);
                }
            }
            StoredFile stored = sized(opened.file(), size);
            String md5 = HexFormat.of().formatHex(digest.digest());
            boolean right = opened.md5().map(md5::equals).orElse(true);
            if (!right && !md5.equals(before)) {
                return new Attempt(Optional.empty(), md5);
            }
            Written written = file.commit(stored.lastModified());
            return new Attempt(Optional.of(new Transfer(stored, written, !right)), md5);
        }
    }

    /** A local file may have grown since it was looked at; an object is whole or isn't. */
    private static StoredFile sized(StoredFile stored, long size) throws IOException {
        if (stored instanceof LocalFile local) {
            return new LocalFile(size, local.lastModified());
        }
        if (stored.size() != size) {
            throw new IOException("only " + size + " of " + stored.size() + " bytes received");
        }
        return stored;
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
