/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.realmferry.sample.SampleFiles.Attachment;
import org.realmferry.sample.SampleRealm.Huddle;

/** The conversations and files that an export gets wrong most easily, each at least once. */
final class SampleCases {
    private final SampleRows rows;
    private final SampleFiles files;
    private final SampleMessages messages;
    private final Dice dice;
    private final SampleRealm system;
    private final Set<Set<Person>> circles = new HashSet<>();

    /** With the realm of the system bots, who write to people of every other realm. */
    SampleCases(SampleRows rows, SampleFiles files, SampleMessages messages, Dice dice, SampleRealm system) {
        this.rows = rows;
        this.files = files;
        this.messages = messages;
        this.dice = dice;
        this.system = system;
    }

    /** Opens a realm's group conversations: plain ones, one with a stranger of another realm, one with the notification bot. */
    List<Draft> openHuddles(SampleRealm realm, SampleRealm other) {
        List<Person> people = realm.humans();
        for (int i = 0; i < 2 + people.size() / 8; i++) {
            realm.huddles().add(huddle(newCircle(people)));
        }
        Huddle withStranger =
                huddle(List.of(people.get(0), people.get(1), other.humans().get(0)));
        Huddle withBot = huddle(List.of(people.get(0), people.get(2), systemBot("notification-bot")));
        return List.of(
                Draft.toHuddle(realm, people.get(0), withStranger, "a conversation across realms"),
                Draft.toHuddle(realm, people.get(1), withStranger, "and its answer"),
                Draft.toHuddle(realm, people.get(0), withBot, "a conversation with the notification bot"),
                Draft.toHuddle(realm, systemBot("notification-bot"), withBot, "the bot's answer"));
    }

    List<Draft> directMessages(SampleRealm realm) {
        Person welcome = systemBot("welcome-bot");
        List<Draft> drafts = new ArrayList<>();
        for (Person person : realm.humans()) {
            if (dice.oneIn(4) || person.equals(realm.owner())) {
                drafts.add(Draft.toPerson(realm, welcome, person, "Hello, and **welcome** to Zulip! 👋"));
            }
        }
        Person owner = realm.owner();
        drafts.add(Draft.toPerson(realm, owner, welcome, "thanks, welcome bot"));
        drafts.add(Draft.toPerson(realm, owner, owner, "a note to myself"));
        drafts.add(Draft.toPerson(realm, realm.bots().get(0), owner, "a bot's message"));
        drafts.add(Draft.toPerson(realm, owner, realm.bots().get(4), "to a deactivated bot"));
        for (Person dummy : realm.mirrorDummies()) {
            drafts.add(Draft.toPerson(realm, owner, dummy, "to a mirror dummy"));
            drafts.add(Draft.toPerson(realm, dummy, owner, "from a mirror dummy"));
            drafts.add(Draft.toChannel(realm, dummy, realm.channel("general"), "bridge", "from elsewhere"));
        }
        return drafts;
    }

    /** Messages of the kind that every newcomer finds. */
    List<Draft> onboarding(SampleRealm realm) {
        return List.of("greetings", "moving messages").stream()
                .map(topic -> Draft.toChannel(
                                realm, systemBot("welcome-bot"), realm.channel("general"), topic, "Welcome: " + topic)
                        .then(id -> rows.row("zerver_onboardingusermessage")
                                .set("flags", 2)
                                .set("message_id", id)
                                .set("realm_id", realm.id())
                                .add()))
                .toList();
    }

    /** One file in two messages, an empty one, one of a deactivated person, one in a protected channel, one unclaimed. */
    List<Draft> attachments(SampleRealm realm) {
        Person owner = realm.owner();
        Person gone =
                realm.humans().stream().filter(p -> !p.active()).findFirst().orElseThrow();
        Attachment twice = files.attach(owner, "plan-é-日本.txt", files.text(40));
        Attachment empty = files.attach(owner, "empty.txt", new byte[0]);
        Attachment left = files.attach(gone, "farewell.txt", files.text(12));
        Attachment secret = files.attach(owner, "salary.txt", files.text(5));
        files.attach(owner, "unclaimed.png", files.picture(9));
        return List.of(
                showing(realm, owner, "general", twice),
                showing(realm, realm.humans().get(1), "team 1", twice),
                showing(realm, owner, "open house", empty),
                showing(realm, gone, "old project", left),
                showing(realm, owner, "hiring \"secret\" & <tag>", secret));
    }

    /** Messages for next year: to a channel, with a file; to a person; and one that failed. */
    void schedule(SampleRealm realm) {
        Person owner = realm.owner();
        Attachment attachment = files.attach(owner, "later.txt", files.text(9));
        SampleRealm.Channel channel = realm.channel("general");
        long id = scheduled(realm, owner, channel.recipient(), "later " + attachment.link())
                .set("subject", "later")
                .set("has_attachment", true)
                .set("stream_id", channel.id())
                .add();
        rows.row("zerver_attachment_scheduled_messages")
                .set("attachment_id", attachment.id())
                .set("scheduledmessage_id", id)
                .add();
        scheduled(realm, realm.humans().get(1), owner.recipient(), "see you in spring")
                .add();
        scheduled(realm, owner, owner.recipient(), "too late")
                .set("failed", true)
                .set("failure_message", "Message could not be sent at the scheduled time.")
                .add();
    }

    private SampleRows.Row scheduled(SampleRealm realm, Person sender, long recipient, String content) {
        return rows.row("zerver_scheduledmessage")
                .set("content", content)
                .set("rendered_content", SampleWords.rendered(content))
                .set("scheduled_timestamp", Dice.LAST_DAY.plusSeconds(86_400L * (1 + dice.below(300))))
                .set("read_by_sender", true)
                .set("delivery_type", 1)
                .set("realm_id", realm.id())
                .set("recipient_id", recipient)
                .set("sender_id", sender.id())
                .set("sending_client_id", 1);
    }

    private Draft showing(SampleRealm realm, Person sender, String channel, Attachment attachment) {
        return Draft.toChannel(realm, sender, realm.channel(channel), "files", "see " + attachment.link())
                .then(id -> messages.link(attachment, id));
    }

    /** Some people who have no conversation yet: each set of people has one at most. */
    private List<Person> newCircle(List<Person> people) {
        List<Person> members;
        do {
            members = dice.pickSome(people, 3 + dice.below(3));
        } while (!circles.add(Set.copyOf(members)));
        return members;
    }

    private Huddle huddle(List<Person> members) {
        long id = rows.reserve("zerver_huddle");
        long recipient =
                rows.row("zerver_recipient").set("type", 3).set("type_id", id).add();
        rows.row("zerver_huddle", id)
                .set("huddle_hash", huddleHash(members))
                .set("recipient_id", recipient)
                .set("group_size", members.size())
                .add();
        members.forEach(
                person -> SampleChannels.subscribe(rows, person, recipient).add());
        return new Huddle(recipient, List.copyOf(members));
    }

    private static String huddleHash(List<Person> members) {
        String ids =
                members.stream().map(Person::id).sorted().map(String::valueOf).collect(Collectors.joining(","));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(ids.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Person systemBot(String name) {
        return system.people().stream()
                .filter(bot -> bot.email().startsWith(name + "@"))
                .findFirst()
                .orElseThrow();
    }
}
