/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.realmferry.sample.SampleRealm.Channel;
import org.realmferry.sample.SampleRealm.Emoji;
import org.realmferry.sample.SampleRealm.Huddle;

/** Messages with their copies for the readers, their edits and their reactions; all realms share one row of ids. */
final class SampleMessages {
    private static final int READ = 1;
    private static final int STARRED = 2;
    private static final int MENTIONED = 8;
    private static final int HAS_ALERT_WORD = 512;
    private static final int IS_PRIVATE = 2048;

    private static final List<Emoji> UNICODE = List.of(
            new Emoji(0x1f44d, "+1"),
            new Emoji(0x1f389, "tada"),
            new Emoji(0x2764, "heart"),
            new Emoji(0x1f6a2, "ship"));

    private final SampleRows rows;
    private final SampleFiles files;
    private final Dice dice;
    private final int total;
    private final Map<Long, Integer> counts = new HashMap<>();

    /** For a server that will have so many messages in total. */
    SampleMessages(SampleRows rows, SampleFiles files, Dice dice, int total) {
        this.rows = rows;
        this.files = files;
        this.dice = dice;
        this.total = total;
    }

    /** Writes a message that chance chooses. */
    void writeAny(SampleRealm realm) {
        int kind = dice.below(100);
        if (kind < 72) {
            write(realm, anyToChannel(realm));
        } else if (kind < 90) {
            Person sender = dice.pick(realm.humans());
            write(realm, Draft.toPerson(realm, sender, dice.pick(realm.humans()), content()));
        } else {
            Huddle huddle = dice.pick(realm.huddles());
            write(realm, Draft.toHuddle(realm, dice.pick(huddle.members()), huddle, content()));
        }
    }

    void write(SampleRealm realm, Draft draft) {
        long id = rows.reserve("zerver_message");
        Instant sent = Dice.instant(id, Math.max(total, id)).plusNanos(dice.below(1_000_000) * 1000L);
        boolean attached = draft.content().contains("](/user_uploads/");
        SampleRows.Row row = rows.row("zerver_message", id)
                .set("type", 1)
                .set("subject", draft.topic())
                .set("content", draft.content())
                .set("rendered_content", SampleWords.rendered(draft.content()))
                .set("rendered_content_version", 1)
                .set("date_sent", sent)
                .set("has_attachment", attached)
                .set("has_image", attached && draft.content().contains(".png)"))
                .set("has_link", attached || draft.content().contains("https://"))
                .set("sender_id", draft.sender().id())
                .set("sending_client_id", 1 + dice.below(4))
                .set("realm_id", draft.realm())
                .set("recipient_id", draft.recipient())
                .set("is_channel_message", draft.isChannel());
        if (dice.oneIn(25)) {
            edit(row, draft, sent.plusSeconds(30 + dice.below(600)));
        }
        row.add();
        copy(draft, id);
        react(realm, draft, id);
        draft.afterwards().accept(id);
        counts.merge(realm.id(), 1, Integer::sum);
    }

    /** How many messages a realm has so far. */
    int count(SampleRealm realm) {
        return counts.getOrDefault(realm.id(), 0);
    }

    private Draft anyToChannel(SampleRealm realm) {
        Channel channel = dice.pick(realm.channels());
        Person sender = dice.pick(channel.subscribers().isEmpty() ? realm.humans() : channel.subscribers());
        String topic = SampleWords.topic(dice);
        if (!dice.oneIn(100) || !sender.isHuman()) {
            return Draft.toChannel(realm, sender, channel, topic, content());
        }
        SampleFiles.Attachment attachment = files.attachAnything(sender);
        return Draft.toChannel(realm, sender, channel, topic, content() + " " + attachment.link())
                .then(id -> link(attachment, id));
    }

    /** Says that a message shows an attachment. */
    void link(SampleFiles.Attachment attachment, long message) {
        rows.row("zerver_attachment_messages")
                .set("attachment_id", attachment.id())
                .set("message_id", message)
                .add();
    }

    private String content() {
        return SampleWords.sentence(dice, 25);
    }

    /** An edit of the text, or a move to another topic, as Zulip keeps them: newest first, in one JSON text. */
    private void edit(SampleRows.Row row, Draft draft, Instant when) {
        String head =
                "[{\"user_id\":%d,\"timestamp\":%d,".formatted(draft.sender().id(), when.getEpochSecond());
        boolean moved = draft.isChannel() && dice.oneIn(3);
        String tail = moved
                ? "\"prev_topic\":\"former ünïcode topic\",\"topic\":\"%s\"}]"
                        .formatted(draft.topic().replace("\\", "\\\\").replace("\"", "\\\""))
                : "\"prev_content\":\"first try, é\",\"prev_rendered_content\":\"<p>first try, é</p>\",\"prev_rendered_content_version\":1}]";
        row.set("edit_history", head + tail).set("last_edit_time", when);
    }

    /** One copy for each reader; those who were deactivated got theirs in the first half of the time. */
    private void copy(Draft draft, long message) {
        for (Person reader : draft.readers()) {
            if (reader.receives() && (reader.active() || message <= total / 2)) {
                rows.row("zerver_usermessage")
                        .set("flags", flags(draft, reader))
                        .set("message_id", message)
                        .set("user_profile_id", reader.id())
                        .add();
            }
        }
    }

    private int flags(Draft draft, Person reader) {
        int flags = draft.isChannel() ? 0 : IS_PRIVATE;
        flags |= reader.equals(draft.sender()) || !dice.oneIn(10) ? READ : 0;
        flags |= dice.oneIn(40) ? STARRED : 0;
        flags |= dice.oneIn(30) ? MENTIONED : 0;
        flags |= dice.oneIn(50) ? HAS_ALERT_WORD : 0;
        return flags;
    }

    private void react(SampleRealm realm, Draft draft, long message) {
        if (!dice.oneIn(5)) {
            return;
        }
        List<Person> people = draft.readers().stream()
                .filter(person -> person.isHuman() && person.realm() == realm.id())
                .toList();
        for (Person person : dice.pickSome(people, 1 + dice.below(3))) {
            SampleRows.Row row =
                    rows.row("zerver_reaction").set("message_id", message).set("user_profile_id", person.id());
            chooseEmoji(row, realm);
            row.add();
        }
    }

    private void chooseEmoji(SampleRows.Row row, SampleRealm realm) {
        switch (dice.below(10)) {
            case 0 -> emoji(row, "zulip_extra_emoji", "zulip", "zulip");
            case 1, 2 -> {
                Emoji own = dice.pick(realm.emoji());
                emoji(row, "realm_emoji", own.name(), String.valueOf(own.id()));
            }
            default -> {
                Emoji common = dice.pick(UNICODE);
                emoji(row, "unicode_emoji", common.name(), Long.toHexString(common.id()));
            }
        }
    }

    private static void emoji(SampleRows.Row row, String type, String name, String code) {
        row.set("reaction_type", type).set("emoji_name", name).set("emoji_code", code);
    }
}
