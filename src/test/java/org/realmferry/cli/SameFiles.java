/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.realmferry.sample.Folders;

/** Compares two folders, byte for byte. */
public final class SameFiles {
    private SameFiles() {}

    /** The names of files that only one folder has, or that are not the same in both. */
    public static Set<String> differences(Path one, Path other) throws IOException {
        Set<String> names = names(one);
        names.addAll(names(other));
        Set<String> differences = new TreeSet<>();
        for (String name : names) {
            Path first = one.resolve(name);
            Path second = other.resolve(name);
            if (!Files.exists(first) || !Files.exists(second) || Files.mismatch(first, second) >= 0) {
                differences.add(name);
            }
        }
        return differences;
    }

    /** Fails where a folder has no files, or not those of the other. */
    public static void assertSame(Path expected, Path found) throws IOException {
        assertThat(names(found)).isNotEmpty();
        assertThat(differences(expected, found))
                .as("files of %s that are others in %s", expected, found)
                .isEmpty();
    }

    private static Set<String> names(Path folder) throws IOException {
        Set<String> names = new TreeSet<>();
        Folders.files(folder).forEach(file -> names.add(folder.relativize(file).toString()));
        return names;
    }
}
