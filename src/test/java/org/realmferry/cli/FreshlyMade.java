/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.realmferry.extract.ExportedArchive;

/** Whether an archive that went on, or was brought up to date, equals one that was made from the start. */
public final class FreshlyMade {
    private FreshlyMade() {}

    /** All is the same to the byte, but that messages may be cut into files at other ids. */
    public static void assertSame(Path archive, Path fresh, String what) throws IOException {
        Set<String> differences = SameFiles.differences(archive, fresh);
        differences.removeIf(name -> name.matches("messages-[0-9]+\\.json|stats\\.(json|txt)|realmferry\\.json"));
        assertThat(differences).as("%s: files that differ in %s", what, archive).isEmpty();
        ExportedArchive found = ExportedArchive.read(archive);
        ExportedArchive wanted = ExportedArchive.read(fresh);
        for (String table : List.of("zerver_message", "zerver_usermessage")) {
            List<Map<String, Object>> rows = inOrder(found.rows(table));
            List<Map<String, Object>> fromAnew = inOrder(wanted.rows(table));
            assertThat(different(rows, fromAnew))
                    .as("%s: rows of %s in %s", what, table, archive)
                    .isEmpty();
            assertThat(rows).hasSameSizeAs(fromAnew);
        }
    }

    private static List<Map<String, Object>> inOrder(List<Map<String, Object>> rows) {
        return rows.stream()
                .sorted(Comparator.comparingLong(row -> ExportedArchive.number(row.get("id"))))
                .toList();
    }

    /** Some rows that only one list has. */
    private static List<Map<String, Object>> different(
            List<Map<String, Object>> rows, List<Map<String, Object>> others) {
        Set<Map<String, Object>> some = Set.copyOf(rows);
        Set<Map<String, Object>> more = Set.copyOf(others);
        List<Map<String, Object>> different = new ArrayList<>(
                rows.stream().filter(row -> !more.contains(row)).limit(3).toList());
        different.addAll(
                others.stream().filter(row -> !some.contains(row)).limit(3).toList());
        return different;
    }
}
