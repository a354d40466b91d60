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
 * @param files how many files the archive has
 * @param repairs how many values were repaired, by what
 */
public record ImportSummary(
        RealmRow from, ImportChoice choice, long realm, Map<String, Long> rows, long files, Map<String, Long> repairs) {
    public ImportSummary {
        rows = Map.copyOf(rows);
        repairs = Map.copyOf(repairs);
    }
}
