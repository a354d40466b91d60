/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.realmferry.selection.ApprovedUsers;
import org.realmferry.selection.ConsentRules;
import org.realmferry.selection.ConsentRules.Kind;
import org.realmferry.selection.Unapproved;

/** A manifest without its list of files. A member that is missing or of the wrong type is empty. */
public final class ManifestHead {
    /** The head of an archive that has no manifest. */
    public static final ManifestHead NONE = new ManifestHead(Map.of());

    /** What a head is made of; other members are passed over. */
    static final Set<String> KEYS = Set.of(
            ManifestKeys.FORMAT,
            ManifestKeys.ZULIP_VERSION,
            ManifestKeys.LAST_MIGRATION,
            ManifestKeys.SERVER,
            ManifestKeys.MODE,
            ManifestKeys.REALM,
            ManifestKeys.USER,
            ManifestKeys.APPROVALS,
            ManifestKeys.CONSENT_RULES,
            ManifestKeys.CONSENT_MESSAGE,
            ManifestKeys.ROWS);

    private final Map<String, Object> members;

    ManifestHead(Map<String, Object> members) {
        this.members = Map.copyOf(members);
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** The version of the format, see {@link Manifest#FORMAT}. */
    public OptionalLong format() {
        return number(members, ManifestKeys.FORMAT);
    }

    public Optional<String> zulipVersion() {
        return text(members, ManifestKeys.ZULIP_VERSION);
    }

    /** The last migration of the app {@code zerver}. */
    public Optional<String> lastMigration() {
        return text(members, ManifestKeys.LAST_MIGRATION);
    }

    /** The hash of the server, see {@code ServerHash}. */
    public Optional<String> server() {
        return text(members, ManifestKeys.SERVER);
    }

    public Optional<String> mode() {
        return text(members, ManifestKeys.MODE);
    }

    public OptionalLong realmId() {
        return number(object(members, ManifestKeys.REALM), ManifestKeys.ID);
    }

    /** The realm's short name. */
    public Optional<String> realmName() {
        return text(object(members, ManifestKeys.REALM), ManifestKeys.STRING_ID);
    }

    /** The user whose archive it is; empty for a realm's. */
    public OptionalLong userId() {
        return number(object(members, ManifestKeys.USER), ManifestKeys.ID);
    }

    /** The list of approved users by which the export was made. */
    public Optional<ApprovedUsers> approvals() {
        Map<?, ?> list = object(members, ManifestKeys.APPROVALS);
        if (list.isEmpty()) {
            return Optional.empty();
        }
        Set<Long> ids = list.get(ManifestKeys.USER_IDS) instanceof Collection<?> all
                ? all.stream()
                        .filter(Long.class::isInstance)
                        .map(Long.class::cast)
                        .collect(Collectors.toSet())
                : Set.of();
        boolean omits = Unapproved.OMIT.label().equals(list.get(ManifestKeys.UNAPPROVED));
        return Optional.of(new ApprovedUsers(
                text(list, ManifestKeys.SHA256).orElse(""), omits ? Unapproved.OMIT : Unapproved.PLACEHOLDER, ids));
    }

    /** By whose rules data of users who don't consent was left out. */
    public ConsentRules rules() {
        boolean ofRelease = Kind.RELEASE.label().equals(members.get(ManifestKeys.CONSENT_RULES));
        return new ConsentRules(ofRelease ? Kind.RELEASE : Kind.STRICT, number(members, ManifestKeys.CONSENT_MESSAGE));
    }

    /** Rows of the whole archive by table. */
    public Map<String, Long> rows() {
        Map<String, Long> rows = new TreeMap<>();
        object(members, ManifestKeys.ROWS).forEach((table, count) -> {
            if (table instanceof String name && count instanceof Long number) {
                rows.put(name, number);
            }
        });
        return rows;
    }

    private static Map<?, ?> object(Map<?, ?> object, String key) {
        return object.get(key) instanceof Map<?, ?> value ? value : Map.of();
    }

    private static Optional<String> text(Map<?, ?> object, String key) {
        return object.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static OptionalLong number(Map<?, ?> object, String key) {
        return object.get(key) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
    }
}
