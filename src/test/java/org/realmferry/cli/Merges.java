/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.sample.Json;

/** Runs {@code realmferry merge}, each time into a new place of a folder. */
public final class Merges {
    private static final String MANIFEST = "realmferry.json";

    private final Path folder;
    private int count;

    public Merges(Path folder) {
        this.folder = folder;
    }

    /** Merges archives of a realm; gives the merged archive, in which nothing is wrong. */
    public Path merge(String realm, List<Path> archives, String... options) {
        Path output = folder.resolve("merged-" + ++count);
        Ran ran = run(archives, output, options);
        assertThat(ran.status()).as(ran.text()).isLessThan(2);
        Path archive = output.resolve(realm);
        assertThat(VerifiedArchives.verify(archive)).as("%s", archives).isEmpty();
        return archive;
    }

    /** Merges archives, whatever comes of it. */
    public static Ran run(List<Path> archives, Path output, String... options) {
        List<String> words = new ArrayList<>(List.of("merge", "--output", output.toString()));
        archives.forEach(archive -> words.add(archive.toString()));
        words.addAll(List.of(options));
        return Ran.command(words);
    }

    public Path next() {
        return folder.resolve("merged-" + ++count);
    }

    /** Fails where a merged archive has other bytes than one that was exported; the manifests tell different stories. */
    public static void assertSameBytes(Path expected, Path merged, String what) throws IOException {
        Set<String> differences = SameFiles.differences(expected, merged);
        differences.remove(MANIFEST);
        assertThat(differences).as(what).isEmpty();
    }

    /** How often it was decided by a rule, in a merge's own words. */
    public static Map<String, Long> decisions(Path merged, String table) throws IOException {
        Path run = merged.resolveSibling("run.json");
        return Json.objects(Json.object(Json.read(run)).get("decisions")).stream()
                .filter(line -> table.equals(line.get("table")))
                .collect(Collectors.toMap(
                        line -> String.valueOf(line.get("rule")), line -> (Long) line.getOrDefault("count", 0L)));
    }

    static List<Path> paths(Path... paths) {
        return Stream.of(paths).toList();
    }
}
