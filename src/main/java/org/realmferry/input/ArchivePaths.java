/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.ArchiveLayout;

/** The archives of the paths that a command was given. */
public final class ArchivePaths {
    private ArchivePaths() {}

    /**
     * Finds the archives of paths, each once, in the order of the paths.
     *
     * @param opening gives the folder of what may be packed
     * @param failures takes all that is wrong with the paths
     */
    public static List<ArchiveLocation> find(List<String> names, UnaryOperator<Path> opening, List<Failure> failures) {
        List<ArchiveLocation> locations = new ArrayList<>();
        for (String name : names) {
            try {
                ArchiveLocation.of(name, 0, opening).forEach(location -> locations.add(at(location, locations.size())));
            } catch (Failure e) {
                failures.add(e);
            }
        }
        twice(locations, failures);
        return locations;
    }

    private static ArchiveLocation at(ArchiveLocation location, int position) {
        return new ArchiveLocation(location.name(), position, location.layout(), location.manifest());
    }

    private static void twice(List<ArchiveLocation> locations, List<Failure> failures) {
        Map<Path, String> names = new HashMap<>();
        for (ArchiveLocation location : locations) {
            @Nullable String other = names.putIfAbsent(location.layout().root(), location.name());
            if (other != null) {
                failures.add(new Failure(
                        ExitStatus.COMMAND_LINE,
                        location.name() + " is the same archive as " + other,
                        "Give each archive once."));
            }
        }
    }

    /** Fails with all failures as one, if there are any. */
    public static void throwAll(List<Failure> failures) {
        if (failures.size() == 1) {
            throw failures.get(0);
        }
        if (!failures.isEmpty()) {
            throw new Failure(
                    failures.get(0).status(),
                    failures.stream().flatMap(e -> e.problems().stream()).toList(),
                    String.join(
                            "\n",
                            failures.stream().map(Failure::remedy).distinct().toList()),
                    failures.get(0));
        }
    }

    /** Neither may the output be in an input, nor an input in the output. Fails with {@code COMMAND_LINE}. */
    public static void requireApart(List<ArchiveLocation> locations, Path output) {
        List<Failure> failures = new ArrayList<>();
        for (ArchiveLocation location : locations) {
            ArchiveLayout layout = location.layout();
            if (output.startsWith(layout.root()) || layout.root().startsWith(output)) {
                failures.add(new Failure(
                        ExitStatus.COMMAND_LINE,
                        output.startsWith(layout.root())
                                ? "--output " + output + " is inside the input " + location.name()
                                : "the input " + location.name() + " is inside --output " + output,
                        "Choose a new --output outside all inputs."));
            }
        }
        throwAll(failures);
    }
}
