/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import java.util.regex.Pattern;

/**
 * An organisation of a server.
 *
 * @param stringId Zulip's short name of it, its subdomain; empty for the realm at the root domain
 */
public record Realm(long id, String stringId, String name, boolean deactivated) {
    private static final Pattern PLAIN =
            Pattern.compile("(?!users$)(?!.*\\.(json|jsonl|txt)$)[a-z0-9][a-z0-9.-]{0,99}");

    /**
     * The name of the realm's folder in a run: its short name, or {@code _realm-ID} where that is no plain name or could be
     * that of the run's own folder or files.
     */
    public String folder() {
        return PLAIN.matcher(stringId).matches() ? stringId : "_realm-" + id;
    }

    /** The name for people. */
    public String label() {
        return label(stringId);
    }

    /** The name for people of the realm with a short name. */
    public static String label(String stringId) {
        return stringId.isEmpty() ? "(root domain)" : stringId;
    }
}
