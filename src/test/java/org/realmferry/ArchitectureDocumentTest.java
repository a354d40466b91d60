/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md names what is there. */
class ArchitectureDocumentTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "org", "realmferry");
    private static final Pattern PACKAGE = Pattern.compile("^\\| `([a-z.]+)` \\| .+ \\| ([a-z, ]*)\\|$");
    private static final Pattern FILE = Pattern.compile("`([\\w./-]+\\.(?:java|md|txt|css))`|(docs/[a-z]+\\.md)");
    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w+)`");
    private static final Set<String> JAVAS_OWN = Set.of("Socket");
    private final List<String> lines;
    private final Set<String> files;

    ArchitectureDocumentTest() throws IOException {
        lines = Files.readAllLines(Path.of("ARCHITECTURE.md"));
        try (Stream<Path> found = Files.walk(Path.of("src"))) {
            files = found.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void eachPackageHasALine() throws IOException {
        Set<String> packages;
        try (Stream<Path> found = Files.walk(SOURCES)) {
            packages = found.filter(path -> path.endsWith("package-info.java"))
                    .map(path -> SOURCES.relativize(path.getParent()).toString().replace('/', '.'))
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        assertThat(map().keySet()).isEqualTo(packages);
    }

    @Test
    void whatAPackageUsesIsWhatTheArchitectureTestAllows() {
        map().forEach((name, uses) -> {
            List<String> allowed = ArchitectureTest.MAY_USE.get(name);
            if (allowed != null && !uses.equals("everything")) {
                assertThat(uses).as(name).isEqualTo(allowed.isEmpty() ? "nothing" : String.join(", ", allowed));
            }
        });
    }

    @Test
    void eachClassAndFileThatItNamesExists() {
        Set<String> missing = new TreeSet<>();
        for (String line : lines) {
            CLASS.matcher(line).results().map(found -> found.group(1) + ".java").forEach(missing::add);
            FILE.matcher(line)
                    .results()
                    .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                    .filter(name -> !Files.exists(Path.of(name)))
                    .forEach(missing::add);
        }
        missing.removeAll(files);
        assertThat(missing).isEmpty();
    }

    @Test
    void eachClassThatADocumentNamesExists() throws IOException {
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> documents = Files.list(Path.of("docs"))) {
            for (Path document : documents.filter(Files::isRegularFile).toList()) {
                CLASS.matcher(Files.readString(document))
                        .results()
                        .map(found -> found.group(1))
                        .filter(name -> !files.contains(name + ".java") && !JAVAS_OWN.contains(name))
                        .map(name -> document + ": " + name)
                        .forEach(missing::add);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void itIsReadInTenMinutes() {
        assertThat(lines).hasSizeLessThan(250);
    }

    private Map<String, String> map() {
        Map<String, String> map = new TreeMap<>();
        for (String line : lines) {
            Matcher row = PACKAGE.matcher(line);
            if (row.matches()) {
                map.put(row.group(1), row.group(2).strip());
            }
        }
        return map;
    }
}
