/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.Access;
import org.realmferry.age.Identities;
import org.realmferry.cli.command.Problems;
import org.realmferry.pack.ArchiveFolder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that read archives in whatever form. */
public final class ArchiveOptions {
    @Option(
            names = "--temp",
            paramLabel = "DIR",
            description =
                    "Where to unpack a packed archive while reading it. Default: beside it; the system's temporary"
                            + " folder if it is encrypted")
    private @Nullable Path temporary;

    @Mixin
    private IdentityOptions keys = new IdentityOptions();

    private Identities identities = Identities.none();

    /** Adds what is wrong with these options, and with the place of an archive. */
    public void check(@Nullable Path archive, Problems problems) {
        if (archive == null) {
            problems.add("no archive is given", "Give the folder of an archive, or its .tar.gz or .tar.zst.");
        } else if (Access.denial(archive).isPresent()) {
            problems.check(() -> Access.require(archive));
        } else if (!Files.exists(archive)) {
            problems.add(archive + " does not exist", "Give the folder of an archive, or its .tar.gz or .tar.zst.");
        }
        check(problems);
    }

    /** Adds what is wrong with these options. */
    public void check(Problems problems) {
        identities = keys.identities(problems);
        if (temporary != null && !Files.isDirectory(temporary)) {
            problems.add("--temp " + temporary + " is not a folder", "Give one with room for the whole archive.");
        }
    }

    /** Whether there is a key to what is encrypted. */
    public boolean hasKey() {
        return !identities.isEmpty();
    }

    /** Where temporary files go; empty where nobody said so. */
    public Optional<Path> temporary() {
        return Optional.ofNullable(temporary);
    }

    public ArchiveFolder open(Path archive) {
        return ArchiveFolder.open(archive, temporary(), identities);
    }
}
