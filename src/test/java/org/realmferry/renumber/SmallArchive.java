/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.IdBitmap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.input.Input;
import org.realmferry.input.SnapshotTime;
import org.realmferry.selection.Mode;

/** An archive of a few rows. */
public final class SmallArchive {
    private SmallArchive() {}

    public static ArchiveIds of(Path folder, Map<String, Input.Section> tables) {
        return new ArchiveIds(new Input(
                "an archive",
                0,
                new ArchiveLayout(folder),
                Optional.empty(),
                Mode.FULL,
                new IdBitmap(),
                new SnapshotTime(Instant.EPOCH, SnapshotTime.Source.DATA),
                "",
                Optional.empty(),
                new Input.Rows(true, tables, List.of())));
    }

    /** An archive without rows, whose ids stay. */
    public static NewIds ids() {
        return new NewIds(of(Path.of("none"), Map.of()));
    }
}
