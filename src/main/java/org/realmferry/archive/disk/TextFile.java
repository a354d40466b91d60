/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Texts for people and lines for programs: whole or not there. */
public final class TextFile {
    private TextFile() {}

    /** Writes lines in UTF-8. */
    public static Written write(Path path, List<String> lines) {
        try (AtomicFile file = AtomicFile.create(path)) {
            for (String line : lines) {
                byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
                file.write(bytes, 0, bytes.length);
            }
            return file.commit();
        }
    }
}
