/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import java.util.Map;
import java.util.OptionalLong;
import org.realmferry.IdBitmap;

/** The new ids of one table's rows, for one archive. */
public sealed interface IdMap permits ShiftedIds, RankedIds {
    /** The new ids of rows that realms share, by their old ones: they don't follow the order of the others. */
    Map<Long, Long> single();

    /** Whether each row keeps its id. */
    boolean isIdentity();

    /** Whether a row has a new id out of the order of the others. */
    boolean isSingle(long id);

    /** The new id of a row of the archive. */
    long row(long id);

    /** The new value of a reference to a row, which the archive may lack. */
    long reference(long id);

    /** The new id of the last row up to an id; empty where there is none. */
    OptionalLong last(long id);

    /** How many of these rows get another id. */
    long changed(IdBitmap rows);
}
