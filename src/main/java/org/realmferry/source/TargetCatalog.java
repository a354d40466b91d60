/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an import must know of a target besides its tables and columns.
 *
 * @param sequences by table the sequence that gives its {@code id}, qualified and quoted as SQL has it; a table whose ids
 *     come from no sequence is absent
 * @param defaults {@code table.column} of each column that needs no value: it has a default, or is an identity or generated
 * @param uniqueIndexes those of all tables, primary keys included, by table and name
 * @param standby whether the server is in recovery, so that nothing can be written
 * @param serverVersion PostgreSQL's {@code server_version_num}: 150004 for 15.4
 * @param missingPrivileges each right that the user lacks, as SQL has it: {@code INSERT on zulip.zerver_message} for
 *     SELECT, INSERT, UPDATE and DELETE of every table, {@code USAGE on zulip.zerver_message_id_seq} for every sequence
 *     in {@code sequences}
 */
public record TargetCatalog(
        Map<String, String> sequences,
        Set<String> defaults,
        List<UniqueIndex> uniqueIndexes,
        boolean standby,
        int serverVersion,
        Set<String> missingPrivileges) {
    public TargetCatalog {
        sequences = Map.copyOf(sequences);
        defaults = Set.copyOf(defaults);
        uniqueIndexes = List.copyOf(uniqueIndexes);
        missingPrivileges = Set.copyOf(missingPrivileges);
    }

    /**
     * An index that refuses a second row with the same values.
     *
     * @param columns in the order of the index; an expression stands in its place, as PostgreSQL writes it. Columns that are
     *     only included aren't among them
     * @param definition the statement that would create it
     * @param expression whether an expression is among the columns
     * @param predicate the condition on the rows that are in the index, where it is partial
     */
    public record UniqueIndex(
            String name,
            String table,
            List<String> columns,
            String definition,
            boolean expression,
            Optional<String> predicate) {
        public UniqueIndex {
            columns = List.copyOf(columns);
        }
    }
}
