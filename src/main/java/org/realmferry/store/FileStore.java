/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.realmferry.archive.StoredFile;

/**
 * A server's files by key: {@code files/} or {@code avatars/}, then a path with slashes, as the database names it.
 *
 * <p>What goes for one file is an answer. That the store as a whole can't be read is a failure of kind {@code SOURCE},
 * one that may pass where that may be hoped.
 */
public interface FileStore extends AutoCloseable {
    /** What there is under a key. */
    sealed interface Lookup {}

    /** What comes of opening a key. */
    sealed interface Opening {}

    /**
     * A file.
     *
     * @param unreadable why it can't be opened as it is, where the store says so beforehand
     */
    record Found(String key, StoredFile file, Optional<String> unreadable) implements Lookup {
        /** A file that can be opened, as far as its store says. */
        public Found(String key, StoredFile file) {
            this(key, file, Optional.empty());
        }

        /** In bytes. */
        public long size() {
            return file.size();
        }
    }

    /**
     * A file that is open; the reader closes {@code content}, whose {@code IOException} goes for this file only.
     *
     * @param md5 what the content's MD5 has to be, in hexadecimal, where the store says so
     * @param linkable where the file lies, if a hard link may take the place of a copy
     */
    record Open(StoredFile file, Optional<String> md5, Optional<Path> linkable, InputStream content)
            implements Opening {}

    /** Nothing. */
    record Missing() implements Lookup, Opening {}

    /** Something that must not or can't be read, and why. */
    record Refused(String why) implements Lookup, Opening {}

    Lookup look(String key);

    Opening open(String key);

    /**
     * The keys in a folder, in order; none where there is no such folder. A folder that must not be read is given
     * itself, for {@link #look} to say why.
     */
    List<String> list(String folder);

    /** Gives every file below a folder, in no order, with nothing but its size and time. */
    void walk(String folder, Consumer<Found> each);

    /** Whether the store is asked for files by key only, as a listing would show the files of all realms. */
    boolean isShared();

    /** Fails with {@code SOURCE} where it isn't a place of Zulip's files; asked where rows name some. */
    void requireFiles();

    /** A file's name for people, with the place where it is or should be. */
    String name(String key);

    @Override
    void close();
}
