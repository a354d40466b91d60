/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import java.io.IOException;
import java.util.Map;
import org.realmferry.IdBitmap;
import org.realmferry.sample.SmallInput;
import org.realmferry.schema.ZulipTables;

/**
 * Ids 1 to 9 that move by an even number of their table: users by 100, channels by 200, messages by 300, groups by 400,
 * realms by 500, own emoji by 600, recipients by 700, programs by 800.
 */
public final class MovedIds {
    private MovedIds() {}

    public static NewIds of(SmallInput input) throws IOException {
        ArchiveIds archive = new ArchiveIds(input.read());
        archive.readTables();
        NewIds ids = new NewIds(archive);
        Map.of(
                        ZulipTables.USERS,
                        100,
                        "zerver_stream",
                        200,
                        "zerver_message",
                        300,
                        "zerver_usergroup",
                        400,
                        ZulipTables.REALMS,
                        500,
                        "zerver_realmemoji",
                        600,
                        ZulipTables.RECIPIENTS,
                        700,
                        ZulipTables.CLIENTS,
                        800)
                .forEach((table, add) -> ids.put(table, moved(add)));
        return ids;
    }

    private static IdMap moved(long add) {
        IdBitmap own = new IdBitmap();
        own.addRange(1, 10);
        return new ShiftedIds(own, add, 0, Map.of(), IdSegments.moved(own, add));
    }
}
