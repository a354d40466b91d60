/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.archive.Contents;
import org.realmferry.rules.DataClass;
import org.realmferry.rules.language.Output;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.rules.language.TableRule.Stays;

/**
 * How many rows of each table of a class of data are in an archive.
 *
 * @param title of the class
 * @param rows by table, in the order of the rules, those without rows left out
 * @param empty tables that leave and had no rows
 */
record ClassCounts(String title, Map<String, Long> rows, List<String> empty) {
    private static final Map<DataClass, Set<String>> OUTPUTS = Arrays.stream(DataClass.values())
            .collect(Collectors.toMap(data -> data, ClassCounts::outputs, (a, b) -> a, LinkedHashMap::new));

    /** Of all classes in their order, and of what no class knows, if there is any. */
    static List<ClassCounts> of(Contents contents) {
        Set<String> rest = new TreeSet<>(contents.rows().keySet());
        OUTPUTS.values().forEach(rest::removeAll);
        return Stream.concat(
                        OUTPUTS.entrySet().stream().map(data -> of(data.getKey().title(), data.getValue(), contents)),
                        rest.isEmpty() ? Stream.of() : Stream.of(of("other tables", rest, contents)))
                .toList();
    }

    private static ClassCounts of(String title, Set<String> outputs, Contents contents) {
        Map<String, Long> rows = new LinkedHashMap<>();
        outputs.stream()
                .filter(output -> contents.rows(output) > 0)
                .forEach(output -> rows.put(output, contents.rows(output)));
        List<String> empty = outputs.stream()
                .filter(output -> contents.rows().getOrDefault(output, 1L) == 0)
                .toList();
        return new ClassCounts(title, rows, empty);
    }

    /** The names under which the tables of a class leave. */
    private static Set<String> outputs(DataClass data) {
        Set<String> names = new LinkedHashSet<>();
        for (TableRule rule : data.rules()) {
            if (rule.fate() instanceof Leaves leaves) {
                leaves.outputs().stream().map(Output::name).forEach(names::add);
                leaves.ofUser().ifPresent(rows -> names.add(rule.table()));
            }
        }
        return names;
    }

    /** Why tables of a class stay, each reason with how many tables stay for it. */
    static Map<String, Long> staying(DataClass data) {
        return data.rules().stream()
                .flatMap(rule -> rule.fate() instanceof Stays stays ? Stream.of(stays.why()) : Stream.of())
                .collect(Collectors.groupingBy(why -> why, LinkedHashMap::new, Collectors.counting()));
    }

    long total() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }
}
