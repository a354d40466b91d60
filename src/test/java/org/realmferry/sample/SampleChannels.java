/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.realmferry.sample.SampleRealm.Channel;

/** The channels of a realm, of every sort, and who is subscribed to them. */
final class SampleChannels {
    /** Who can see a channel and its past. */
    private enum Access {
        PUBLIC(false, true, false),
        WEB_PUBLIC(false, true, true),
        PRIVATE(true, true, false),
        PROTECTED(true, false, false);

        private final boolean inviteOnly;
        private final boolean history;
        private final boolean web;

        Access(boolean inviteOnly, boolean history, boolean web) {
            this.inviteOnly = inviteOnly;
            this.history = history;
            this.web = web;
        }
    }

    private static final int PEOPLE_PER_TEAM = 10;

    private final SampleRows rows;
    private final Dice dice;

    SampleChannels(SampleRows rows, Dice dice) {
        this.rows = rows;
        this.dice = dice;
    }

    /** Opens one channel of each sort, and a public one for each team of ten. */
    void open(SampleRealm realm) {
        List<Person> everybody = realm.humans();
        int some = Math.min(15, Math.max(4, everybody.size() / 3));
        open(realm, "general", Access.PUBLIC, false, everybody);
        open(realm, "random ünïcode 日本", Access.PUBLIC, false, dice.pickSome(everybody, some));
        open(realm, "open house", Access.WEB_PUBLIC, false, dice.pickSome(everybody, some));
        open(realm, "leadership", Access.PRIVATE, false, dice.pickSome(everybody, 4));
        open(realm, "hiring \"secret\" & <tag>", Access.PROTECTED, false, dice.pickSome(everybody, 4));
        open(realm, "old project", Access.PUBLIC, true, dice.pickSome(everybody, some));
        open(realm, "nobody here", Access.PUBLIC, false, List.of());
        open(realm, "robots", Access.PUBLIC, false, withBots(realm, dice.pickSome(everybody, 3)));
        for (int team = 1; team <= everybody.size() / PEOPLE_PER_TEAM; team++) {
            open(realm, "team " + team, Access.PUBLIC, false, dice.pickSome(everybody, PEOPLE_PER_TEAM));
        }
        rows.row("zerver_defaultstream")
                .set("realm_id", realm.id())
                .set("stream_id", realm.channel("general").id())
                .add();
    }

    /** Begins the row that subscribes a person to a recipient of any type. */
    static SampleRows.Row subscribe(SampleRows rows, Person person, long recipient) {
        return rows.row("zerver_subscription")
                .set("active", true)
                .set("is_user_active", person.active())
                .set("color", "#c2c2c2")
                .set("recipient_id", recipient)
                .set("user_profile_id", person.id());
    }

    private static List<Person> withBots(SampleRealm realm, List<Person> people) {
        List<Person> all = new ArrayList<>(people);
        all.addAll(realm.bots());
        return all;
    }

    private void open(SampleRealm realm, String name, Access access, boolean archived, List<Person> members) {
        long id = rows.reserve("zerver_stream");
        long recipient =
                rows.row("zerver_recipient").set("type", 2).set("type_id", id).add();
        String description = dice.oneIn(3) ? "" : SampleWords.sentence(dice, 8).replace('\n', ' ');
        realm.groups()
                .permit(rows.row("zerver_stream", id), "zerver_stream", "role:administrators")
                .set("can_send_message_group_id", realm.groups().id("role:everyone"))
                .set("name", name)
                .set("date_created", Dice.FIRST_DAY)
                .set("deactivated", archived)
                .set("description", description)
                .set("rendered_description", description.isEmpty() ? "" : SampleWords.rendered(description))
                .set("invite_only", access.inviteOnly)
                .set("history_public_to_subscribers", access.history)
                .set("is_web_public", access.web)
                .set("is_recently_active", !archived)
                .set("message_retention_days", dice.oneIn(6) ? 3650 : null)
                .set("creator_id", dice.oneIn(4) ? null : realm.owner().id())
                .set("realm_id", realm.id())
                .set("recipient_id", recipient)
                .add();
        List<Person> subscribers = new ArrayList<>(members);
        subscribers.sort(Comparator.comparingLong(Person::id));
        subscribers.removeIf(person -> !join(person, recipient));
        realm.channels().add(new Channel(id, recipient, name, access.inviteOnly, List.copyOf(subscribers)));
    }

    /** Subscribes a person; now and then it is one who left again, and then answers false. */
    private boolean join(Person person, long recipient) {
        boolean stays = !dice.oneIn(12);
        subscribe(rows, person, recipient)
                .set("active", stays)
                .set("is_muted", dice.oneIn(10))
                .set("pin_to_top", dice.oneIn(10))
                .set("color", dice.pick(List.of("#76ce90", "#fae589", "#a6c7e5", "#e79ab5")))
                .set("desktop_notifications", dice.oneIn(5) ? dice.oneIn(2) : null)
                .set("email_notifications", dice.oneIn(8) ? true : null)
                .set("wildcard_mentions_notify", dice.oneIn(8) ? false : null)
                .add();
        return stays;
    }
}
