/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.sample.Json;
import org.realmferry.sample.Shared;

/** Zulip's own exports of all releases are whole, but for the defects that Zulip's exporters had. */
class VerifyFixturesIT {
    private static final String MISSING_RECIPIENTS = "dangling zerver_message";
    private static final Set<String> RELEASES = Set.of("1.4.3", "5.7", "8.1", "11-dev", "11-dev-s3", "12-dev");
    private static final String FIRST_EXPORT = "importer zerver_realmauditlog";

    /** What the fixtures' own list of defects says (its points 1 and 3), with the number of rows. */
    private static final Map<String, Map<String, Long>> DEFECTS = Map.of(
            "zulip-1.4.3/acme-robotics.com", Map.of(MISSING_RECIPIENTS, 64L),
            "zulip-1.4.3/northwind.org", Map.of(MISSING_RECIPIENTS, 27L),
            "zulip-1.4.3/northwind-subset", Map.of(MISSING_RECIPIENTS, 61L),
            "zulip-1.4.3/mit.edu", Map.of(MISSING_RECIPIENTS, 7L),
            "zulip-5.7/zephyr-full", Map.of(MISSING_RECIPIENTS, 13L),
            "zulip-5.7/zephyr-consent", Map.of(MISSING_RECIPIENTS, 1L),
            "zulip-8.1/zephyr-full", Map.of(MISSING_RECIPIENTS, 13L),
            "zulip-11-dev/analytics-full", Map.of(FIRST_EXPORT, 1L),
            "zulip-11-dev/analytics-consent", Map.of(FIRST_EXPORT, 1L),
            "zulip-11-dev/analytics-public", Map.of(FIRST_EXPORT, 1L));

    @Test
    void zulipsOwnExportsHaveOnlyTheDefectsThatAreKnown(@TempDir Path folder) throws IOException {
        Map<String, Map<String, Long>> found = new TreeMap<>();
        int archives = 0;
        for (Path export : exports()) {
            archives++;
            found.put(name(export), findings(export, folder));
        }

        assertThat(archives).isGreaterThan(45);
        assertThat(folder).isEmptyDirectory();
        found.values().removeIf(Map::isEmpty);
        assertThat(found).isEqualTo(new TreeMap<>(DEFECTS));
    }

    private static List<Path> exports() throws IOException {
        try (Stream<Path> files = Files.find(
                Shared.fixtures(),
                3,
                (file, attributes) -> file.toString().endsWith(".tar.gz")
                        && String.valueOf(file.getParent()).endsWith("exports"))) {
            return files.filter(VerifyFixturesIT::isOfAReleaseThatWeKnow)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isOfAReleaseThatWeKnow(Path export) {
        String server = Shared.fixtures().relativize(export).getName(0).toString();
        return RELEASES.contains(server.replaceFirst("^zulip-", ""));
    }

    private static String name(Path export) {
        return Shared.fixtures()
                .relativize(export)
                .toString()
                .replace("/exports/", "/")
                .replace(".tar.gz", "");
    }

    /** How many findings there are of each kind and table. */
    private static Map<String, Long> findings(Path archive, Path temporary) {
        Ran ran = Ran.command(List.of("verify", archive.toString(), "--temp", temporary.toString(), "--json"));
        Map<String, Long> counts = new TreeMap<>();
        ran.out()
                .lines()
                .map(line -> Json.object(Json.parse(line)))
                .filter(line -> "finding".equals(line.get("type")))
                .forEach(finding -> counts.merge(finding.get("kind") + " " + finding.get("table"), 1L, Long::sum));
        assertThat(ran.status()).as(ran.text()).isEqualTo(counts.isEmpty() ? 0 : 1);
        return counts;
    }
}
