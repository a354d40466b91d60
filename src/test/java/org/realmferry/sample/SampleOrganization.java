/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.realmferry.sample.SampleRealm.Emoji;

/** A realm itself and what it set up for everybody: sign-in, profile fields, emoji, linkifiers, named groups. */
final class SampleOrganization {
    private final SampleRows rows;
    private final SampleFiles files;
    private final Dice dice;

    SampleOrganization(SampleRows rows, SampleFiles files, Dice dice) {
        this.rows = rows;
        this.files = files;
        this.dice = dice;
    }

    /** Writes the row of the realm, and the rows that every realm has. */
    void found(SampleRealm realm, boolean ownIcon) {
        SampleRows.Row row = rows.row("zerver_realm", realm.id());
        realm.groups().permit(row, "zerver_realm", "role:members");
        row.setAll(Map.of("org_type", 10, "plan_type", 1, "video_chat_provider", 1, "giphy_rating", 2))
                .setAll(Map.of("allow_message_editing", true, "enable_read_receipts", true, "default_language", "en"))
                .setAll(Map.of("message_retention_days", -1, "invite_required", true, "send_welcome_emails", true))
                .setAll(Map.of(
                        "logo_source", "D", "logo_version", 1, "night_logo_source", "D", "night_logo_version", 1))
                .set("can_access_all_users_group_id", realm.groups().id("role:everyone"))
                .set("can_delete_any_message_group_id", realm.groups().id("role:administrators"))
                .set("name", realm.name())
                .set("description", "Sample realm «" + realm.name() + "» with \"quotes\", a \\ and 🎉")
                .set("string_id", realm.subdomain())
                .set("uuid", dice.uuid())
                .set("uuid_owner_secret", "zuliprealm_SECRETREALM" + dice.hex(8))
                .set("zulip_update_announcements_level", 15)
                .set("message_content_delete_limit_seconds", 600)
                .set("message_edit_history_visibility_policy", 1)
                .set("icon_source", ownIcon ? "U" : "G")
                .set("icon_version", 1)
                .set("new_stream_announcements_stream_id", channelOrNull(realm))
                .set("zulip_update_announcements_stream_id", channelOrNull(realm))
                .add();
        if (ownIcon) {
            files.icon(realm.id());
        }
        rows.row("zerver_realmuserdefault")
                .setAll(SampleSettings.DEFAULTS)
                .set("realm_id", realm.id())
                .add();
        rows.row("zerver_presencesequence")
                .set("last_update_id", 100)
                .set("realm_id", realm.id())
                .add();
        List.of("Email", "Google", "GitHub", "LDAP", "SAML")
                .forEach(name -> rows.row("zerver_realmauthenticationmethod")
                        .set("name", name)
                        .set("realm_id", realm.id())
                        .add());
    }

    /** Writes what only realms of customers have; its people must have been settled before. */
    void equip(SampleRealm realm) {
        addDomains(realm);
        addFields(realm);
        addEmoji(realm);
        nameGroups(realm);
    }

    private static @Nullable Long channelOrNull(SampleRealm realm) {
        return realm.channels().isEmpty() ? null : realm.channel("general").id();
    }

    private void addDomains(SampleRealm realm) {
        rows.row("zerver_realmdomain")
                .set("domain", realm.host())
                .set("allow_subdomains", dice.oneIn(2))
                .set("realm_id", realm.id())
                .add();
        rows.row("zerver_realmfilter")
                .set("pattern", "TKT-(?P<id>[0-9]{1,9})")
                .set("url_template", "https://tracker.example.com/{id}?q=a%20b")
                .set("order", 1)
                .set("realm_id", realm.id())
                .add();
        rows.row("zerver_realmplayground")
                .set("url_template", "https://python.example.com/{code}")
                .set("name", "Py Playground")
                .set("pygments_language", "Python")
                .set("realm_id", realm.id())
                .add();
    }

    /** A short text, a date, a choice and a person: the field types 1, 4, 3 and 6. */
    private void addFields(SampleRealm realm) {
        long phone = field(realm, "Phone", 1, "");
        long birthday = field(realm, "Birthday", 4, "");
        long size = field(
                realm,
                "Size",
                3,
                "{\"0\": {\"text\": \"S\", \"order\": \"1\"}, \"1\": {\"text\": \"Größe\", \"order\": \"2\"}}");
        long mentor = field(realm, "Mentor", 6, "");
        for (Person person : dice.pickSome(realm.humans(), realm.humans().size() / 2)) {
            value(phone, person, "+49 30 " + dice.below(1_000_000));
            value(birthday, person, "19%02d-0%d-1%d".formatted(50 + dice.below(49), 1 + dice.below(9), dice.below(10)));
            value(size, person, String.valueOf(dice.below(2)));
            value(mentor, person, "[" + dice.pick(realm.humans()).id() + "]");
        }
    }

    private long field(SampleRealm realm, String name, int type, String data) {
        return rows.row("zerver_customprofilefield")
                .set("name", name)
                .set("hint", "Your " + name)
                .set("order", type)
                .set("field_type", type)
                .set("field_data", data)
                .set("editable_by_user", true)
                .set("realm_id", realm.id())
                .add();
    }

    private void value(long field, Person person, String value) {
        rows.row("zerver_customprofilefieldvalue")
                .set("value", value)
                .set("rendered_value", dice.oneIn(3) ? "<p>" + value + "</p>" : null)
                .set("field_id", field)
                .set("user_profile_id", person.id())
                .add();
    }

    private void addEmoji(SampleRealm realm) {
        for (String name : List.of("party_parrot", "ship_it", "gone_emoji")) {
            String fileName = dice.hex(4) + ".png";
            boolean deactivated = name.equals("gone_emoji");
            long id = rows.row("zerver_realmemoji")
                    .set("name", name)
                    .set("file_name", fileName)
                    .set("deactivated", deactivated)
                    .set(
                            "author_id",
                            dice.oneIn(4) ? null : dice.pick(realm.humans()).id())
                    .set("realm_id", realm.id())
                    .add();
            files.emoji(realm.id(), fileName);
            realm.emoji().add(new Emoji(id, name));
        }
    }

    private void nameGroups(SampleRealm realm) {
        SampleGroups groups = realm.groups();
        Person owner = realm.owner();
        long some = groups.anonymousOf(dice.pickSome(realm.humans(), 3));
        groups.name("engineers ünï", owner, some, false);
        groups.name("leads", owner, groups.id("role:everyone"), false);
        groups.name("all hands", owner, groups.id("role:members"), false);
        groups.name("dissolved", owner, groups.id("role:nobody"), true);
        groups.nest("engineers ünï", "leads");
        groups.nest("all hands", "engineers ünï");
        dice.pickSome(realm.humans(), 5).forEach(person -> groups.join("engineers ünï", person));
        dice.pickSome(realm.humans(), 2).forEach(person -> groups.join("leads", person));
    }
}
