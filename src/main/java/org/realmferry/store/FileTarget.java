/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.disk.Written;

/**
 * A server's files, to be written: uploads in one place; avatars, emoji and icons together in another. Paths have
 * slashes, and are relative to their place, as the database names them.
 *
 * <p>A target that can't be written is a failure of kind {@code TARGET}, one that may pass where that may be hoped.
 */
public interface FileTarget extends AutoCloseable {
    /**
     * What a store keeps with a file's bytes, where it keeps any such thing: S3 does, a folder doesn't.
     *
     * @param contentType empty where the file's name decides
     * @param values the object's own metadata, names without {@code x-amz-meta-}
     */
    record Metadata(Optional<String> contentType, Map<String, String> values) {
        /** Nothing but the name. */
        public static final Metadata NONE = new Metadata(Optional.empty(), Map.of());

        public Metadata {
            values = Map.copyOf(values);
        }
    }

    /**
     * A file that is there.
     *
     * @param size in bytes
     */
    record Stored(long size) {}

    /**
     * Writes a file: it appears whole, or not at all. What is there under its name is replaced. Throws an {@code
     * IOException} that goes for the content: it can't be read, or is not of that size.
     *
     * @param content is read to its end, and stays open
     * @param size in bytes
     */
    Written write(FileSet set, String path, Metadata metadata, InputStream content, long size) throws IOException;

    /** The file under a path; empty where there is none. */
    Optional<Stored> stat(FileSet set, String path);

    /** Opens a file. Throws where it isn't there or can't be read. */
    InputStream read(FileSet set, String path) throws IOException;

    /** Removes a file, where there is one, and what an interrupted {@link #write} left of it. */
    void remove(FileSet set, String path);

    /** Removes all files in a folder and below it, where there are any: those that Zulip made of one of ours. */
    void removeFolder(FileSet set, String path);

    /** Why there can be no file under a path; empty where there can. */
    Optional<String> objection(String path);

    /**
     * Fails with {@code TARGET} where files can't be written, by writing some.
     *
     * @param bytes for which there has to be room, where the store tells how much it has
     */
    void require(long bytes);

    /** As {@link #require}, as far as it can be told without writing anything. */
    void inspect(long bytes);

    /** Whether paths of uploads have Zulip's folder of two digits, {@code REALM/HH/TOKEN/NAME}: on disks they do. */
    boolean spreadsUploads();

    /** A file's name for people, with its place. */
    String name(FileSet set, String path);

    @Override
    void close();
}
