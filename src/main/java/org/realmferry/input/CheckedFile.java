/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.realmferry.archive.Damage;
import org.realmferry.archive.RowFileReader;
import org.realmferry.archive.disk.SummedStream;
import org.realmferry.archive.disk.Written;

/** A file of an input while it is read: at its end its bytes are held against the manifest. */
public final class CheckedFile {
    private CheckedFile() {}

    /** What is done with a file's JSON. */
    @FunctionalInterface
    public interface Content {
        void of(RowFileReader json) throws IOException;
    }

    /** Reads a JSON file. Fails with {@code DAMAGED_ARCHIVE}, also where it is not what the manifest says. */
    public static Written read(Path file, Optional<Written> expected, Content content) {
        try (SummedStream in = new SummedStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS))) {
            try (RowFileReader json = RowFileReader.open(in)) {
                content.of(json);
                json.end();
            }
            Written found = in.end();
            check(file, expected, found);
            return found;
        } catch (IOException e) {
            throw Damage.of(file, e);
        }
    }

    /** Compares what was found with what the manifest says. */
    public static void check(Path file, Optional<Written> expected, Written found) {
        if (expected.isPresent() && expected.get().bytes() != found.bytes()) {
            throw Damage.of(
                    file,
                    "it has " + found.bytes() + " bytes, but the manifest says "
                            + expected.get().bytes());
        }
        if (expected.isPresent() && !expected.get().equals(found)) {
            throw Damage.of(file, "checksum mismatch: its SHA-256 differs from the manifest's");
        }
    }
}
