/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.ImportSource;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.RowLines;
import org.realmferry.input.Input;
import org.realmferry.merge.TableMerge.Part;
import org.realmferry.rules.Rules;
import org.realmferry.rules.language.MergeRule;
import org.realmferry.rules.language.Output;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.schema.ZulipTables;

/** The tables that a merged archive has besides messages: which, in which order and file, and by which rule. */
final class MergedTables {
    /** A table, and what goes for it. */
    record Table(String name, OutputFile file, MergeRule rule, boolean onMessage) {}

    private final Map<String, Table> tables = new LinkedHashMap<>();

    MergedTables(List<Input> inputs) {
        Set<String> there = new TreeSet<>();
        inputs.forEach(input -> there.addAll(input.rows().tables().keySet()));
        for (TableRule rule : Rules.all()) {
            if (rule.fate() instanceof Leaves leaves) {
                boolean onMessage =
                        leaves.messageColumn().filter("message_id"::equals).isPresent();
                for (Output output : leaves.outputs()) {
                    if (there.remove(output.name())) {
                        tables.put(output.name(), new Table(output.name(), leaves.file(), rule.merging(), onMessage));
                    }
                }
            }
        }
        // Of older releases: no rule names these.
        there.forEach(name -> tables.put(name, new Table(name, OutputFile.REALM, MergeRule.USUAL, false)));
    }

    /** Those that are merged each by itself; users with the mirror dummies among them. */
    List<Table> units() {
        return tables.values().stream()
                .filter(table -> !table.name().equals(ZulipTables.MIRROR_DUMMIES))
                .toList();
    }

    static MergeRule rule(String table) {
        return Rules.all().stream()
                .filter(rule -> rule.table().equals(table))
                .map(TableRule::merging)
                .findFirst()
                .orElse(MergeRule.USUAL);
    }

    /**
     * Puts parts together to the file that they belong to.
     *
     * @param importSource whether the file says where it is from, as in the inputs
     */
    Manifest.Entry write(
            ArchiveLayout layout, Path path, OutputFile file, Map<String, Part> parts, boolean importSource) {
        Set<String> names = new LinkedHashSet<>();
        tables.values().stream().filter(table -> table.file() == file).forEach(table -> names.add(table.name()));
        if (file == OutputFile.REALM && parts.containsKey(ZulipTables.MIRROR_DUMMIES)) {
            withDummies(names);
        }
        try (RowFile target = RowFile.create(path)) {
            for (String name : names) {
                target.beginTable(name);
                @Nullable Part part = parts.get(name);
                if (part != null) {
                    copy(part, target);
                }
                target.endTable();
            }
            if (importSource) {
                target.text(ImportSource.NAME, ImportSource.ZULIP);
            }
            return new Manifest.Entry(layout.name(path), target.commit(), target.rows(), List.of());
        }
    }

    /** Mirror dummies stand behind the users, also where no input has any. */
    private static void withDummies(Set<String> names) {
        if (!names.contains(ZulipTables.MIRROR_DUMMIES)) {
            List<String> all = new ArrayList<>(names);
            all.add(all.indexOf(ZulipTables.USERS) + 1, ZulipTables.MIRROR_DUMMIES);
            names.clear();
            names.addAll(all);
        }
    }

    private static void copy(Part part, RowFile target) {
        try (RowLines lines = RowLines.open(part.path())) {
            lines.nextTable();
            while (lines.nextRow()) {
                target.beginRow();
                target.json().raw(lines.data(), lines.start(), lines.end() - lines.start());
                target.endRow();
            }
        }
    }
}
