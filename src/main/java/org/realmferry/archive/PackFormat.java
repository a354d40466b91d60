/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.util.Optional;
import java.util.stream.Stream;

/** How a whole archive is one file. */
public enum PackFormat {
    TAR_GZ("tar.gz"),
    TAR_ZST("tar.zst"),

    /** Encrypted: nobody but the owners of some keys can open it. */
    TAR_ZST_AGE("tar.zst.age");

    /** What the name of the file that has a pack's SHA-256 ends in. */
    public static final String CHECKSUM = ".sha256";

    private final String extension;

    PackFormat(String extension) {
        this.extension = extension;
    }

    /** What its name ends in, behind a dot; the value of the option, too. */
    public String extension() {
        return extension;
    }

    /** The format, not encrypted, of an extension. */
    public static Optional<PackFormat> of(String extension) {
        return Stream.of(TAR_GZ, TAR_ZST)
                .filter(format -> format.extension.equals(extension))
                .findFirst();
    }
}
