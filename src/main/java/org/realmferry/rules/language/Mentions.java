/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

import java.util.List;
import java.util.Locale;

/** SQL conditions on texts that may name users who leave no trace. */
public final class Mentions {
    private Mentions() {}

    /** Whether a text has a mention, as people write it or rendered, of somebody who isn't among the accounts. */
    public static String ofOthers(String text) {
        return String.format(
                Locale.ROOT,
                "EXISTS (SELECT FROM regexp_matches(%s, 'data-user-id=\"([0-9]+)\"|\\*\\*[^*]*\\|([0-9]+)\\*\\*', 'g') m"
                        + " WHERE coalesce(m[1], m[2])::numeric NOT IN :accounts)",
                text);
    }

    /** Whether a text has the address or the full name of somebody of the realm who isn't among its users. */
    public static String ofOthersByName(String text) {
        return String.format(
                Locale.ROOT,
                "EXISTS (SELECT FROM zerver_userprofile o WHERE o.realm_id = :realm AND o.id NOT IN :users"
                        + " AND (strpos(lower(%1$s), lower(o.delivery_email)) > 0 AND o.delivery_email <> ''"
                        + " OR strpos(lower(%1$s), lower(o.email)) > 0 AND o.email <> ''"
                        + " OR strpos(%1$s, o.full_name) > 0 AND length(o.full_name) > 2))",
                text);
    }

    /** A table of which each row has a description, as somebody wrote it and rendered. */
    public static TableRule described(TableRule rule) {
        String texts = "concat(t.rendered_description, ' ', t.description)";
        TableRule described = rule;
        for (String column : List.of("description", "rendered_description")) {
            described = described.value(
                    column, emptyWhereItNamesOthers(column, texts), "empty where it names users who leave no trace");
        }
        return described.texts("description", "rendered_description");
    }

    /** A column that is empty where it names others who leave no trace. */
    public static String emptyWhereItNamesOthers(String column, String texts) {
        return "CASE WHEN :omit AND " + ofOthers(texts) + " THEN '' ELSE t." + column + " END";
    }
}
