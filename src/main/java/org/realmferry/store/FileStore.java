/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** A server's files by key: a path with slashes, as the database names it. */
public interface FileStore {
    /** What there is under a key. */
    sealed interface Lookup {}

    /** A file, with its size in bytes and the time of its last change. */
    record Found(String key, long size, FileTime lastModified) implements Lookup {}

    /** Nothing. */
    record Missing() implements Lookup {}

    /** Something that must not be read, and why. */
    record Refused(String why) implements Lookup {}

    Lookup look(String key);

    InputStream open(Found file) throws IOException;

    /**
     * The keys right in a folder, in order; none where there is no such folder. A folder
     * that must not be read is given itself, for {@link #look} to say why.
     */
    List<String> list(String folder);
}
