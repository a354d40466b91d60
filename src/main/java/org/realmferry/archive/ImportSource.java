/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The one member of {@code realm.json} that is no table: since Zulip 11.0 an importer refuses an archive without it, and
 * treats one with another value as another product's.
 */
public final class ImportSource {
    public static final String NAME = "import_source";
    public static final String ZULIP = "zulip";

    /** It is the last member, whoever wrote the file. */
    private static final int TAIL = 256;

    private ImportSource() {}

    /** Whether a file has it; false where it can't be read. */
    public static boolean isIn(Path realmFile) {
        try (RandomAccessFile file = new RandomAccessFile(realmFile.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(TAIL, file.length())];
            file.seek(file.length() - tail.length);
            file.readFully(tail);
            return new String(tail, StandardCharsets.UTF_8).contains('"' + NAME + '"');
        } catch (IOException e) {
            return false;
        }
    }
}
