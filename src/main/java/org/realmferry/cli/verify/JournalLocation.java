/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.Checksum;
import org.realmferry.cli.command.UserCache;

/** Where a verification notes what it has read: a file of this user, for each folder that is verified another. */
record JournalLocation(Map<String, String> environment) {
    private static final int NAME_BYTES = 8;

    /** The file that was asked for, or the usual one; empty where that can't be written. */
    Optional<Path> of(@Nullable String asked, Path verified) {
        if (asked != null) {
            return asked.equals("none")
                    ? Optional.empty()
                    : Optional.of(Path.of(asked).toAbsolutePath());
        }
        return UserCache.folder(environment).map(folder -> folder.resolve(name(verified)));
    }

    private static String name(Path verified) {
        byte[] digest = Checksum.begin().digest(verified.toString().getBytes(StandardCharsets.UTF_8));
        return "verify-" + HexFormat.of().formatHex(digest, 0, NAME_BYTES) + ".journal";
    }
}
