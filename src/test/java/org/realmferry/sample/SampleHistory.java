/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.realmferry.sample.SampleRealm.Channel;

/** What a server remembers of a realm: its audit log, its statistics, its former exports. */
final class SampleHistory {
    private static final int USER_CREATED = 101;
    private static final int SETTING_CHANGED = 132;
    private static final int REALM_EXPORTED = 206;
    private static final int REALM_CREATED = 215;
    private static final int SUBSCRIPTION_CREATED = 301;
    private static final int GROUP_MEMBER_ADDED = 703;
    private static final int DAYS = 10;

    private final SampleRows rows;
    private final Dice dice;

    SampleHistory(SampleRows rows, Dice dice) {
        this.rows = rows;
        this.dice = dice;
    }

    /** Logs the ordinary events; some of them were caused by somebody of another realm. */
    void log(SampleRealm realm, Person stranger) {
        event(realm, REALM_CREATED, null, null).add();
        for (Person person : realm.people()) {
            Person acting = dice.oneIn(8) ? stranger : realm.owner();
            event(realm, USER_CREATED, dice.oneIn(3) ? null : acting, person).add();
            if (dice.oneIn(4)) {
                event(realm, SETTING_CHANGED, person, person)
                        .set("extra_data", "{\"1\": true, \"2\": true, \"property\": \"presence_enabled\"}")
                        .add();
            }
        }
        for (Channel channel : realm.channels()) {
            for (Person person : channel.subscribers()) {
                event(realm, SUBSCRIPTION_CREATED, dice.oneIn(2) ? null : realm.owner(), person)
                        .set("event_last_message_id", dice.below(100))
                        .set("modified_stream_id", channel.id())
                        .add();
            }
        }
        event(realm, GROUP_MEMBER_ADDED, realm.owner(), dice.pick(realm.humans()))
                .set("modified_user_group_id", realm.groups().id("leads"))
                .add();
    }

    /** Says that the realm was exported before, successfully and not. */
    void export(SampleRealm realm) {
        long done = exportRow(realm, 3)
                .set("date_succeeded", Dice.LAST_DAY)
                .set("export_path", "/user_avatars/exports/" + realm.id() + "/abc/zulip-export.tar.gz")
                .set("sha256sum_hex", dice.hex(32))
                .set("tarball_size_bytes", 123_456_789_012L)
                .set("stats", "{\"realm\": {\"zerver_realm\": 1}, \"avatars_records\": 0}")
                .add();
        exportRow(realm, 4).set("date_failed", Dice.LAST_DAY).add();
        event(realm, REALM_EXPORTED, realm.owner(), null)
                .set("extra_data", "{\"realm_export_id\": " + done + "}")
                .add();
    }

    /** Ten days of statistics of the realm, of a few people and of each channel. */
    void count(SampleRealm realm) {
        List<Person> counted = dice.pickSome(realm.humans(), 5);
        for (int day = 1; day <= DAYS; day++) {
            Instant end = Instant.parse("2025-01-02T00:00:00Z").plusSeconds(86_400L * day);
            count("analytics_realmcount", realm, "1day_actives::day", end).add();
            count("analytics_realmcount", realm, "messages_sent:is_bot:hour", end)
                    .set("subgroup", "false")
                    .add();
            counted.forEach(person -> count("analytics_usercount", realm, "messages_sent:is_bot:hour", end)
                    .set("user_id", person.id())
                    .set("subgroup", "false")
                    .add());
            realm.channels()
                    .forEach(channel -> count("analytics_streamcount", realm, "messages_in_stream:is_bot:day", end)
                            .set("stream_id", channel.id())
                            .set("subgroup", "false")
                            .add());
        }
    }

    private SampleRows.Row event(SampleRealm realm, int type, @Nullable Person acting, @Nullable Person modified) {
        return rows.row("zerver_realmauditlog")
                .set("event_time", dice.instant())
                .set("event_type", type)
                .set("acting_user_id", acting == null ? null : acting.id())
                .set("modified_user_id", modified == null ? null : modified.id())
                .set("realm_id", realm.id());
    }

    private SampleRows.Row exportRow(SampleRealm realm, int status) {
        return rows.row("zerver_realmexport")
                .set("type", 1)
                .set("status", status)
                .set("date_requested", Dice.LAST_DAY)
                .set("date_started", Dice.LAST_DAY)
                .set("acting_user_id", realm.owner().id())
                .set("realm_id", realm.id());
    }

    private SampleRows.Row count(String table, SampleRealm realm, String property, Instant end) {
        return rows.row(table)
                .set("realm_id", realm.id())
                .set("property", property)
                .set("end_time", end)
                .set("value", 1 + dice.below(100));
    }
}
