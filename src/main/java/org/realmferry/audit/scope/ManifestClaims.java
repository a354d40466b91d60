/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.scope;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.Manifest;
import org.realmferry.audit.rows.AuditFailures;
import org.realmferry.audit.rows.AuditedRow;
import org.realmferry.audit.rows.AuditedRowReader;
import org.realmferry.selection.Unapproved;

/**
 * What an archive's manifest says of the list that the export was made with.
 *
 * @param approvals SHA-256 of the list
 */
public record ManifestClaims(Optional<String> approvals, Optional<Unapproved> unapproved) {
    public static ManifestClaims of(AuditedRowReader manifest) {
        AuditedRow row = manifest.objectWithoutFiles();
        if (row.number("format") != Manifest.FORMAT) {
            throw AuditFailures.of(
                    manifest.name(),
                    "unknown format " + row.number("format") + "; only " + Manifest.FORMAT + " is known");
        }
        if (!(row.fields().get("approvals") instanceof Map<?, ?> approvals)) {
            return new ManifestClaims(Optional.empty(), Optional.empty());
        }
        return new ManifestClaims(
                text(approvals.get("sha256")), text(approvals.get("unapproved")).flatMap(ManifestClaims::treatment));
    }

    private static Optional<String> text(@Nullable Object value) {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Unapproved> treatment(String label) {
        for (Unapproved treatment : Unapproved.values()) {
            if (treatment.label().equals(label)) {
                return Optional.of(treatment);
            }
        }
        return Optional.empty();
    }
}
