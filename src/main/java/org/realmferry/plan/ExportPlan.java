/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.realmferry.rules.Rules;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

/**
 * Everything that an export reads of each realm: the rules, for the tables and columns that the database has.
 *
 * @param reads in the order of the rules
 * @param form which files the archives have
 */
public record ExportPlan(List<TableRead> reads, ArchiveForm form) {
    public ExportPlan {
        reads = List.copyOf(reads);
    }

    /**
     * Columns that no rule decides are left out; whether that is wanted is the caller's question.
     *
     * @param omits whether those who are not approved leave no trace, so that references to them don't either
     */
    public static ExportPlan of(Schema database, boolean omits) {
        List<TableRead> reads = new ArrayList<>();
        for (TableRule rule : Rules.in(database)) {
            Optional<Table> table = database.table(rule.table());
            if (rule.fate() instanceof Leaves leaves && table.isPresent()) {
                TablePlan plan = new TablePlan(rule, table.get(), database, omits);
                leaves.outputs().forEach(output -> reads.add(plan.read(leaves, output)));
            }
        }
        return new ExportPlan(reads, ArchiveForm.of(database));
    }

    /** The reads of one kind of file. */
    public List<TableRead> of(OutputFile file) {
        return reads.stream().filter(read -> read.file() == file).toList();
    }

    public TableRead read(String output) {
        return reads.stream()
                .filter(read -> read.output().equals(output))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no output " + output));
    }
}
