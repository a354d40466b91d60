/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.util.List;
import java.util.function.Consumer;
import org.realmferry.sample.Person.Kind;

/** The accounts of a realm: people of all roles, deactivated ones, bots, and mirror dummies. */
final class SamplePeople {
    /** The bots that serve every realm, in the order of their ids. */
    private static final List<String> SYSTEM_BOTS =
            List.of("emailgateway", "nagios-receive-bot", "nagios-send-bot", "notification-bot", "welcome-bot");

    private static final int OWNER = 100;
    private static final int MEMBER = 400;
    private static final int GUEST = 600;

    private final SampleRows rows;
    private final SampleFiles files;
    private final Dice dice;

    SamplePeople(SampleRows rows, SampleFiles files, Dice dice) {
        this.rows = rows;
        this.files = files;
        this.dice = dice;
    }

    void settleSystemBots(SampleRealm realm) {
        for (String name : SYSTEM_BOTS) {
            Person bot = person(realm, Kind.BOT, true, name + "@zulip.com", name.replace('-', ' '));
            write(realm, bot, MEMBER, row -> row.set("is_bot", true).set("bot_type", 1));
            realm.people().add(bot);
        }
    }

    /** Gives a realm so many people, the owner first, and their bots. */
    void settle(SampleRealm realm, int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            boolean active = i % 9 != 5;
            String email = i == 0 ? "owner@" + realm.host() : "user" + i + "@" + realm.host();
            Person person = person(realm, Kind.HUMAN, active, email, SampleWords.fullName(dice));
            write(realm, person, role(i), row -> choose(row, person, number));
            realm.people().add(person);
        }
        settleBots(realm);
    }

    /** People of another server whom a bridge brought along. */
    void settleMirrorDummies(SampleRealm realm) {
        for (String name : List.of("mirror-one", "mirror-two")) {
            Person dummy = person(realm, Kind.MIRROR_DUMMY, false, name + "@elsewhere.example.org", "Mirror " + name);
            write(realm, dummy, MEMBER, row -> row.set("is_mirror_dummy", true));
            realm.people().add(dummy);
        }
    }

    private void settleBots(SampleRealm realm) {
        List<Person> owners = realm.humans();
        settleBot(realm, "generic-bot", 1, true, owners.get(0));
        settleBot(realm, "hook-in-bot", 2, true, owners.get(1));
        service(
                settleBot(realm, "hook-out-bot", 3, true, owners.get(2)),
                "outgoing",
                "https://hooks.example.com/?x=%C3%BC");
        Person embedded = settleBot(realm, "embedded-bot", 4, true, owners.get(4));
        service(embedded, "helloworld", "");
        remember(embedded);
        settleBot(realm, "retired-bot", 1, false, owners.get(5));
    }

    private Person settleBot(SampleRealm realm, String name, int type, boolean active, Person owner) {
        Person bot = person(realm, Kind.BOT, active, name + "@" + realm.host(), "Bot " + name);
        write(
                realm,
                bot,
                MEMBER,
                row -> row.set("is_bot", true).set("bot_type", type).set("bot_owner_id", owner.id()));
        realm.people().add(bot);
        return bot;
    }

    private void service(Person bot, String name, String url) {
        rows.row("zerver_service")
                .set("name", name)
                .set("base_url", url)
                .set("token", "SECRETSERVICETOKEN" + bot.id())
                .set("interface", 1)
                .set("user_profile_id", bot.id())
                .add();
    }

    private void remember(Person bot) {
        List.of("hello", "ünï", "empty")
                .forEach(key -> rows.row("zerver_botstoragedata")
                        .set("key", key)
                        .set("value", key.equals("empty") ? "" : "world ✓ " + dice.hex(4))
                        .set("bot_profile_id", bot.id())
                        .add());
        List.of("api_key", "vä\"l\\ue")
                .forEach(key -> rows.row("zerver_botconfigdata")
                        .set("key", key)
                        .set("value", "SECRETBOTCONFIG" + dice.hex(6))
                        .set("bot_profile_id", bot.id())
                        .add());
    }

    private Person person(SampleRealm realm, Kind kind, boolean active, String email, String fullName) {
        long id = rows.reserve("zerver_userprofile");
        long recipient =
                rows.row("zerver_recipient").set("type", 1).set("type_id", id).add();
        return new Person(id, recipient, realm.id(), kind, active, email, fullName);
    }

    private static int role(int number) {
        return switch (number) {
            case 0 -> OWNER;
            case 1 -> 200;
            case 2 -> 300;
            default -> number % 12 == 3 ? GUEST : MEMBER;
        };
    }

    /** What a person chose for himself: who sees the address, whether private data may leave, a picture. */
    private void choose(SampleRows.Row row, Person person, int number) {
        int visibility = number == 0 ? 1 : dice.pick(List.of(1, 1, 2, 3, 4, 5));
        row.set("email_address_visibility", visibility)
                .set("email", visibility == 1 ? person.email() : "user" + person.id() + "@zulip.example.com")
                .set("allow_private_data_export", number % 5 < 2)
                .set("enter_sends", dice.oneIn(3))
                .set("color_scheme", 1 + dice.below(3))
                .set("twenty_four_hour_time", dice.oneIn(2))
                .set("default_language", dice.pick(List.of("en", "de", "ja", "pt_BR")))
                .set("timezone", dice.pick(List.of("Europe/Berlin", "America/Sao_Paulo", "")))
                .set("tos_version", dice.oneIn(4) ? null : "1.0")
                .set("last_login", dice.instant())
                .set("long_term_idle", number % 11 == 10)
                .set("last_active_message_id", number % 11 == 10 ? 1 + dice.below(100) : null)
                .set("role", role(number));
        if (number % 3 == 0) {
            int version = 1 + dice.below(3);
            row.set("avatar_source", "U").set("avatar_version", version);
            files.avatar(person.realm(), person.id(), version);
        }
    }

    private void write(SampleRealm realm, Person person, int role, Consumer<SampleRows.Row> more) {
        SampleRows.Row row = rows.row("zerver_userprofile", person.id())
                .setAll(SampleSettings.DEFAULTS)
                .set("password", "pbkdf2_sha256$870000$" + dice.letters(12) + "$SECRET-PASSWORD-" + dice.hex(8))
                .set("api_key", padded("SECRETAPIKEY" + person.id()))
                .set("uuid", dice.uuid())
                .set("delivery_email", person.email())
                .set("email", person.email())
                .set("full_name", person.fullName())
                .set("date_joined", Dice.instant(person.id(), 100_000))
                .set("is_active", person.active())
                .set("email_address_visibility", 1)
                .set("role", role)
                .set("avatar_source", "G")
                .set("avatar_version", 1)
                .set("realm_id", realm.id())
                .set("recipient_id", person.recipient());
        more.accept(row);
        row.add();
        realm.groups().enrol(person, role);
        SampleChannels.subscribe(rows, person, person.recipient()).add();
    }

    private static String padded(String text) {
        return text + "x".repeat(32 - text.length());
    }
}
