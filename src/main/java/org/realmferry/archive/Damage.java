/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.PrivateFiles;

/** The failure of an archive that is not what it should be. */
public final class Damage {
    private static final String REMEDY =
            "Copy the archive again from its origin; `realmferry verify` lists all problems.";

    private Damage() {}

    public static Failure of(Path file, String what) {
        return new Failure(ExitStatus.DAMAGED_ARCHIVE, file + ": " + what, REMEDY);
    }

    public static Failure of(Path file, IOException e) {
        String what = e instanceof JsonProcessingException json
                ? RowFileReader.problem(json)
                : "it can't be read: " + PrivateFiles.reason(e);
        return new Failure(ExitStatus.DAMAGED_ARCHIVE, file + ": " + what, REMEDY, e);
    }
}
