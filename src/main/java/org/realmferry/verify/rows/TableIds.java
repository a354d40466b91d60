/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.realmferry.IdBitmap;
import org.realmferry.schema.ZulipTables;

/** The ids of an archive's rows, by table. The ids of a table are complete before others are compared with them. */
public final class TableIds {

    private final Map<String, IdBitmap> byTable = new ConcurrentHashMap<>();

    /** The ids of one table, to be read and to be added to. */
    public IdBitmap of(String table) {
        return byTable.computeIfAbsent(table, name -> new IdBitmap());
    }

    /** The tables of which there are ids. */
    Set<String> tables() {
        return Set.copyOf(byTable.keySet());
    }

    /** The users of all three tables that hold some. */
    IdBitmap users() {
        IdBitmap users = new IdBitmap();
        List.of(ZulipTables.USERS, ZulipTables.MIRROR_DUMMIES, ZulipTables.SYSTEM_BOTS)
                .forEach(part -> users.or(of(part)));
        return users;
    }
}
