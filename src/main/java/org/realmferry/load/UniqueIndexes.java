/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.realmferry.input.Input;
import org.realmferry.input.Snapshots;
import org.realmferry.load.LoadPlan.Time;
import org.realmferry.load.check.UniqueRows;
import org.realmferry.source.TargetCatalog;

/** The unique indexes of a target, beside the rows of an archive. */
final class UniqueIndexes {
    private final LoadPlan plan;
    private final TargetCatalog catalog;

    UniqueIndexes(LoadPlan plan, TargetCatalog catalog) {
        this.plan = plan;
        this.catalog = catalog;
    }

    /** What to look for among the rows of a list. Ids are new ones, and verified elsewhere. */
    List<UniqueRows> of(String output, Set<String> fields) {
        if (!plan.knows(output) || plan.time(output) == Time.NEVER) {
            return List.of();
        }
        return catalog.uniqueIndexes().stream()
                .filter(index -> index.table().equals(plan.table(output)))
                .filter(index -> !index.columns().equals(List.of("id")))
                .flatMap(index -> UniqueRows.of(index, column -> plan.field(output, column, fields)).stream())
                .toList();
    }

    /** The rows of an archive's small files that the target would refuse, in words. */
    List<String> clashes(LoadedArchive archive) {
        Input.Rows rows = archive.input().rows();
        Map<String, List<String>> lists = rows.tables().keySet().stream()
                .filter(plan::knows)
                .filter(output -> !output.endsWith("_crossrealm"))
                .collect(Collectors.groupingBy(plan::table, TreeMap::new, Collectors.toList()));
        List<String> clashes = new ArrayList<>();
        lists.forEach((table, outputs) -> {
            Set<String> fields = outputs.stream()
                    .map(archive.facts()::fields)
                    .filter(found -> !found.isEmpty())
                    .findFirst()
                    .orElse(Set.of());
            List<UniqueRows> uniques = of(outputs.get(0), fields);
            if (!uniques.isEmpty()) {
                clashes.addAll(clashes(rows, outputs, uniques));
            }
        });
        return clashes;
    }

    /** Two lists may be of one table: users and mirror dummies are. */
    private static List<String> clashes(Input.Rows rows, List<String> outputs, List<UniqueRows> uniques) {
        for (String output : outputs) {
            Snapshots.each(
                    rows, output, line -> uniques.forEach(unique -> unique.add(line.data(), line.start(), line.end())));
        }
        List<UniqueRows> doubtful =
                uniques.stream().filter(UniqueRows::mayClash).toList();
        for (String output : doubtful.isEmpty() ? List.<String>of() : outputs) {
            Snapshots.each(
                    rows,
                    output,
                    line -> doubtful.forEach(unique -> unique.compare(line.data(), line.start(), line.end())));
        }
        return doubtful.stream().flatMap(unique -> unique.problem().stream()).toList();
    }
}
