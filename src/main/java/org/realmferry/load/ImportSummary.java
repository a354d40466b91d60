/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.util.Map;
import org.realmferry.input.RealmRow;

/**
 * What an import did with one archive.
 *
 * @param from the archive's realm
 * @param realm the id of the realm on the target
 * @param rows how many rows this attempt wrote, by table
 */
public record ImportSummary(RealmRow from, ImportChoice choice, long realm, Map<String, Long> rows) {
    public ImportSummary {
        rows = Map.copyOf(rows);
    }
}
