/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The user groups of one realm: those of the roles, named ones, groups in groups, and anonymous ones of a setting. */
final class SampleGroups {
    /** Each role's group holds the one before it. */
    private static final List<String> ROLES = List.of(
            "role:owners",
            "role:administrators",
            "role:moderators",
            "role:fullmembers",
            "role:members",
            "role:everyone",
            "role:internet");

    private static final String NOBODY = "role:nobody";

    private final SampleRows rows;
    private final long realm;
    private final Map<String, Long> ids = new LinkedHashMap<>();

    private SampleGroups(SampleRows rows, long realm) {
        this.rows = rows;
        this.realm = realm;
    }

    /** Writes the groups of the roles. */
    static SampleGroups ofRoles(SampleRows rows, long realm) {
        SampleGroups groups = new SampleGroups(rows, realm);
        groups.ids.put(NOBODY, groups.anonymous());
        ROLES.forEach(name -> groups.ids.put(name, groups.anonymous()));
        groups.ids.keySet().forEach(groups::describeRole);
        for (int i = 1; i < ROLES.size(); i++) {
            groups.nest(ROLES.get(i), ROLES.get(i - 1));
        }
        return groups;
    }

    long id(String name) {
        Long id = ids.get(name);
        if (id == null) {
            throw new IllegalArgumentException("no group " + name);
        }
        return id;
    }

    /** Gives every setting of a row that names a group the same group. */
    SampleRows.Row permit(SampleRows.Row row, String table, String group) {
        rows.schema().table(table).orElseThrow().columns().stream()
                .filter(c -> !c.key() && !c.nullable())
                .filter(c -> c.references().equals(Optional.of("zerver_usergroup")))
                .forEach(c -> row.set(c.name(), id(group)));
        return row;
    }

    /** Puts a person into the groups of a role. */
    void enrol(Person person, int role) {
        switch (role) {
            case 100 -> join("role:owners", person);
            case 200 -> join("role:administrators", person);
            case 300 -> join("role:moderators", person);
            case 600 -> join("role:everyone", person);
            default -> {
                join("role:members", person);
                join("role:fullmembers", person);
            }
        }
    }

    void join(String group, Person person) {
        joinGroup(id(group), person);
    }

    /** A group without a name, as a setting has one that was given to some people only. */
    long anonymousOf(List<Person> people) {
        long group = anonymous();
        people.forEach(person -> joinGroup(group, person));
        return group;
    }

    /** A group that people made and named. */
    void name(String name, Person creator, long canMention, boolean deactivated) {
        long id = anonymous();
        ids.put(name, id);
        permit(rows.row("zerver_namedusergroup", id), "zerver_namedusergroup", "role:administrators")
                .set("name", name)
                .set("description", "The " + name + ", é & <co>")
                .set("realm_id", realm)
                .set("can_mention_group_id", canMention)
                .set("deactivated", deactivated)
                .set("creator_id", creator.id())
                .set("date_created", Dice.FIRST_DAY)
                .add();
    }

    void nest(String supergroup, String subgroup) {
        rows.row("zerver_groupgroupmembership")
                .set("supergroup_id", id(supergroup))
                .set("subgroup_id", id(subgroup))
                .add();
    }

    private long anonymous() {
        return rows.row("zerver_usergroup").set("realm_id", realm).add();
    }

    private void describeRole(String name) {
        permit(rows.row("zerver_namedusergroup", id(name)), "zerver_namedusergroup", NOBODY)
                .set("name", name)
                .set("description", "System group " + name)
                .set("is_system_group", true)
                .set("realm_id", realm)
                .add();
    }

    private void joinGroup(long group, Person person) {
        rows.row("zerver_usergroupmembership")
                .set("user_group_id", group)
                .set("user_profile_id", person.id())
                .add();
    }
}
