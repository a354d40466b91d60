/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an archive's manifest says it is of.
 *
 * @param realm the realm's id
 * @param name the realm's short name
 * @param user a single user's id
 */
public record ManifestSubject(long realm, String name, OptionalLong user) {
    /** Reads it from an archive's folder; empty where no manifest can be read. */
    public static Optional<ManifestSubject> read(Path archive) {
        try (InputStream in = Files.newInputStream(archive.resolve(Manifest.NAME), LinkOption.NOFOLLOW_LINKS);
                RowFileReader json = RowFileReader.open(in)) {
            ManifestReader manifest = new ManifestReader(json);
            manifest.begin();
            ManifestHead head = manifest.head();
            long realm = head.realmId().orElse(0);
            return realm == 0
                    ? Optional.empty()
                    : Optional.of(new ManifestSubject(realm, head.realmName().orElse(""), head.userId()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
