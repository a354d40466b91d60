/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import java.util.List;
import org.realmferry.rules.language.TableRule;

/** The six classes of a server's data, in the order in which an export processes them. */
public enum DataClass {
    PUBLIC_REALM("public realm data", PublicRealmData.RULES),
    CROSS_REALM("cross-realm data", CrossRealmData.RULES),
    DISJOINT_USER("disjoint user data", DisjointUserData.RULES),
    RECIPIENT("recipient data", RecipientData.RULES),
    MESSAGE("message data", MessageData.RULES),
    FILE_RELATED("file-related data", FileRelatedData.RULES);

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // a list made by List.of, of records
    private final List<TableRule> rules;

    DataClass(String title, List<TableRule> rules) {
        this.title = title;
        this.rules = rules;
    }

    public String title() {
        return title;
    }

    /** The rules of the class: every table of Zulip stands in exactly one. */
    public List<TableRule> rules() {
        return rules;
    }
}
