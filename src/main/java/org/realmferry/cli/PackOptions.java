/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.PackFormat;
import picocli.CommandLine.Option;

/** The options that say what is made of each archive that is whole. */
final class PackOptions {
    @Option(
            names = "--archive",
            paramLabel = "tar.gz|tar.zst",
            description = {
                "Each archive as one file, too, beside its folder, with its SHA-256.",
                "Default: folders only"
            })
    private @Nullable String archive;

    Optional<PackFormat> format(Problems problems) {
        Optional<PackFormat> format = Optional.ofNullable(archive).flatMap(PackFormat::of);
        if (archive != null && format.isEmpty()) {
            problems.add("--archive " + archive + " is neither tar.gz nor tar.zst", "Give tar.gz or tar.zst.");
        }
        return format;
    }
}
