/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.time.Instant;
import java.util.List;
import org.realmferry.sample.SampleRealm.Channel;

/** What people keep for themselves: alert words, mutes, snippets, status, and the traces of their presence. */
final class SamplePersonalData {
    private final SampleRows rows;
    private final Dice dice;

    SamplePersonalData(SampleRows rows, Dice dice) {
        this.rows = rows;
        this.dice = dice;
    }

    void write(SampleRealm realm) {
        for (Person person : realm.humans()) {
            keepWords(realm, person);
            followTopics(realm, person);
            leaveTraces(realm, person);
            if (dice.oneIn(5)) {
                mute(realm, person);
            }
            if (dice.oneIn(4)) {
                tellStatus(person);
            }
        }
    }

    private void keepWords(SampleRealm realm, Person person) {
        dice.pickSome(List.of("deploy", "ünïcode alert", "Case", "100%"), dice.below(3))
                .forEach(word -> rows.row("zerver_alertword")
                        .set("word", word)
                        .set("user_profile_id", person.id())
                        .set("realm_id", realm.id())
                        .add());
        for (int i = dice.below(3); i > 0; i--) {
            rows.row("zerver_savedsnippet")
                    .set("title", "Snippet " + i)
                    .set("content", SampleWords.sentence(dice, 10))
                    .set("date_created", dice.instant())
                    .set("realm_id", realm.id())
                    .set("user_profile_id", person.id())
                    .add();
        }
    }

    private void followTopics(SampleRealm realm, Person person) {
        for (Channel channel : dice.pickSome(realm.channels(), dice.below(3))) {
            rows.row("zerver_usertopic")
                    .set("topic_name", SampleWords.topic(dice))
                    .set("last_updated", dice.instant())
                    .set("visibility_policy", 1 + dice.below(3))
                    .set("recipient_id", channel.recipient())
                    .set("stream_id", channel.id())
                    .set("user_profile_id", person.id())
                    .add();
        }
    }

    private void leaveTraces(SampleRealm realm, Person person) {
        Instant seen = dice.instant();
        for (String step : List.of("intro_inbox_view_modal", "visibility_policy_banner")) {
            rows.row("zerver_onboardingstep")
                    .set("onboarding_step", step)
                    .set("timestamp", seen)
                    .set("user_id", person.id())
                    .add();
        }
        rows.row("zerver_useractivity")
                .set("query", "send_message_backend")
                .set("count", 1 + dice.below(500))
                .set("last_visit", seen)
                .set("client_id", 1 + dice.below(6))
                .set("user_profile_id", person.id())
                .add();
        rows.row("zerver_useractivityinterval")
                .set("start", seen)
                .set("end", seen.plusSeconds(900))
                .set("user_profile_id", person.id())
                .add();
        rows.row("zerver_userpresence")
                .set("last_update_id", dice.below(100))
                .set("last_connected_time", seen)
                .set("last_active_time", dice.oneIn(4) ? null : seen)
                .set("realm_id", realm.id())
                .set("user_profile_id", person.id())
                .add();
    }

    private void mute(SampleRealm realm, Person person) {
        List<Person> others =
                realm.people().stream().filter(p -> !p.equals(person)).toList();
        rows.row("zerver_muteduser")
                .set("date_muted", dice.instant())
                .set("muted_user_id", dice.pick(others).id())
                .set("user_profile_id", person.id())
                .add();
    }

    private void tellStatus(Person person) {
        rows.row("zerver_userstatus")
                .set("reaction_type", "unicode_emoji")
                .set("timestamp", dice.instant())
                .set("emoji_name", "tada")
                .set("emoji_code", "1f389")
                .set("status_text", "out to lunch ☕")
                .set("client_id", 7)
                .set("user_profile_id", person.id())
                .add();
    }
}
