/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.disk.Cursor;

/** The files of users in an archive: more of them, maybe, than memory holds. */
public interface ManyFiles {
    /** No files. */
    ManyFiles NONE = new ManyFiles() {
        @Override
        public Cursor<Manifest.Entry> open() {
            return new Cursor<>() {
                @Override
                public Manifest.@Nullable Entry next() {
                    return null;
                }

                @Override
                public void close() {
                    // Nothing is open.
                }
            };
        }

        @Override
        public Map<FileSet, Contents.Files> contents() {
            return Map.of();
        }
    };

    /** Gives each file once, in order of the paths. */
    Cursor<Manifest.Entry> open();

    /** How many there are of each kind, and of how many bytes. */
    Map<FileSet, Contents.Files> contents();

    /** The bytes of all. */
    default long bytes() {
        return contents().values().stream().mapToLong(Contents.Files::bytes).sum();
    }
}
