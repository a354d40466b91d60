/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import java.util.Optional;
import java.util.Set;
import org.realmferry.rules.References;
import org.realmferry.rules.References.Reference;
import org.realmferry.schema.ZulipTables;

/** The tables and fields of archives of all releases: which an export has, and which of them name rows of other tables. */
public final class ArchiveColumns {
    private static final Set<String> OF_OLDER_RELEASES =
            Set.of("zerver_realmalias", "zerver_mutedtopic", "zerver_userhotspot");

    private static final Set<String> SECRETS = Set.of("password", "api_key", "email_token", "otp_encrypted_api_key");

    private ArchiveColumns() {}

    /** Whether exports have a table of that name. */
    public static boolean isKnown(String table) {
        return References.outputs().contains(table) || OF_OLDER_RELEASES.contains(table);
    }

    /** Whether a column never leaves a server. */
    static boolean isSecret(String table, String field) {
        return SECRETS.contains(field)
                || field.startsWith("otp_")
                || (field.equals("uuid") && table.startsWith(ZulipTables.USERS));
    }

    /**
     * What a field refers to.
     *
     * @param current whether the archive is of Zulip 10 or newer, whose foreign keys are known; of older ones those fields
     *     are, which have always meant the same
     */
    static Optional<Reference> reference(String table, String field, boolean current) {
        if (table.equals(ZulipTables.SYSTEM_BOTS)) {
            return Optional.empty();
        }
        Optional<Reference> known = current ? References.known(table, field) : Optional.empty();
        boolean madeByImport = field.equals("recipient") && table.startsWith(ZulipTables.USERS);
        return known.or(() ->
                References.always(field).filter(target -> !madeByImport).map(target -> new Reference(target, true)));
    }
}
