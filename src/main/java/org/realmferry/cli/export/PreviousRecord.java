/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.realmferry.archive.RowFileReader;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.input.Fields;

/**
 * What the record of a run, {@code run.json}, said of archives that stay as they are when the others are brought up to date.
 *
 * @param lists by the names of the record's lists
 */
record PreviousRecord(Map<String, List<Map<String, Object>>> lists) {
    private static final Set<String> LISTS = Set.of("realms", "users", "packs");

    /**
     * Reads what it says of some archives; nothing where the run was never finished. Fails with {@code TARGET} where it can't
     * be read.
     */
    static PreviousRecord read(Path record, Set<String> archives) {
        Map<String, List<Map<String, Object>>> lists = new HashMap<>();
        if (archives.isEmpty() || !Files.exists(record)) {
            return new PreviousRecord(lists);
        }
        try (InputStream in = Files.newInputStream(record);
                RowFileReader json = RowFileReader.open(in)) {
            json.beginObject();
            while (json.nextMember()) {
                String list = json.member();
                if (LISTS.contains(list)) {
                    json.beginList(list);
                    while (json.nextRow(list)) {
                        Map<String, Object> values = new TreeMap<>();
                        Fields.members(json.parser()).forEach((name, value) -> {
                            if (value != null) {
                                values.put(name, value);
                            }
                        });
                        if (archives.contains(values.get("archive"))) {
                            lists.computeIfAbsent(list, unknown -> new ArrayList<>())
                                    .add(values);
                        }
                    }
                } else {
                    json.parser().skipChildren();
                }
            }
            return new PreviousRecord(lists);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(record, e);
        }
    }

    List<Map<String, Object>> of(String list) {
        return lists.getOrDefault(list, List.of());
    }
}
