/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.realmferry.age.Recipients;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.PackFormat;

/**
 * What is made of each archive of a run.
 *
 * @param recipients who can open the archives of a realm, by its short name; those of the name {@link #ALL} open each
 *     archive of a realm that has none of its own. Nobody's key is named where nothing is encrypted
 */
public record PackChoice(PackFormat format, SortedMap<String, Recipients> recipients) {
    /** Stands for all realms: no realm's name has a star. */
    public static final String ALL = "*";

    public PackChoice {
        recipients = Collections.unmodifiableSortedMap(new TreeMap<>(recipients));
    }

    public boolean isEncrypted() {
        return !recipients.isEmpty();
    }

    /** Who can open the archives of a realm. */
    public Optional<Recipients> of(String realm) {
        return Optional.ofNullable(recipients.get(realm)).or(() -> Optional.ofNullable(recipients.get(ALL)));
    }

    /** The file that the archive of a folder of a realm becomes. */
    public PackTarget target(ArchiveLayout layout, String realm) {
        return new PackTarget(layout, format, of(realm));
    }
}
