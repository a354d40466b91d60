/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.realmferry.rules.Rules;
import org.realmferry.rules.language.OfUser;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

/**
 * Everything that the export of a single user reads: the rules, for the tables and columns that the database has.
 *
 * @param tables of {@code user.json}, in the order of the rules
 * @param messages the messages, with the user's flags
 * @param names what is named in each message
 * @param form which files the archives have
 */
public record UserPlan(List<TableRead> tables, TableRead messages, List<OfUser.Name> names, ArchiveForm form) {
    public UserPlan {
        tables = List.copyOf(tables);
        names = List.copyOf(names);
    }

    /** Columns that no rule decides are left out, as in {@link ExportPlan#of}. */
    public static UserPlan of(Schema database) {
        List<TableRead> tables = new ArrayList<>();
        List<TableRead> messages = new ArrayList<>();
        List<OfUser.Name> names = new ArrayList<>();
        for (TableRule rule : Rules.in(database)) {
            Optional<Table> table = database.table(rule.table());
            if (rule.fate() instanceof Leaves leaves
                    && leaves.ofUser().filter(rows -> rows.isIn(database)).isPresent()
                    && table.isPresent()) {
                OfUser ofUser = leaves.ofUser().get();
                TableRead read = new TablePlan(rule, table.get(), database, false).read(ofUser);
                (read.file() == OutputFile.MESSAGES ? messages : tables).add(read);
                names.addAll(ofUser.names(database));
            }
        }
        return new UserPlan(tables, messages.get(0), names, ArchiveForm.of(database));
    }
}
