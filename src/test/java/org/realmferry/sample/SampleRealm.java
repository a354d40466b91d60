/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.util.ArrayList;
import java.util.List;

/** One realm of the sample while it is being filled: who and what it has so far. */
final class SampleRealm {
    /**
     * A channel.
     *
     * @param subscribers those who get a copy of each message, in order of their ids
     */
    record Channel(long id, long recipient, String name, boolean inviteOnly, List<Person> subscribers) {}

    /** A group of people who write to each other directly. */
    record Huddle(long recipient, List<Person> members) {}

    /** A custom emoji. */
    record Emoji(long id, String name) {}

    private final long id;
    private final String subdomain;
    private final String name;
    private final SampleGroups groups;
    private final List<Person> people = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private final List<Huddle> huddles = new ArrayList<>();
    private final List<Emoji> emoji = new ArrayList<>();

    SampleRealm(long id, String subdomain, String name, SampleGroups groups) {
        this.id = id;
        this.subdomain = subdomain;
        this.name = name;
        this.groups = groups;
    }

    long id() {
        return id;
    }

    String subdomain() {
        return subdomain;
    }

    String name() {
        return name;
    }

    String host() {
        return subdomain + ".example.com";
    }

    SampleGroups groups() {
        return groups;
    }

    /** Everybody with an account, owner first. */
    List<Person> people() {
        return people;
    }

    List<Person> humans() {
        return people.stream().filter(Person::isHuman).toList();
    }

    List<Person> activeHumans() {
        return people.stream().filter(Person::isActiveHuman).toList();
    }

    Person owner() {
        return people.get(0);
    }

    List<Person> bots() {
        return people.stream().filter(p -> p.kind() == Person.Kind.BOT).toList();
    }

    List<Person> mirrorDummies() {
        return people.stream().filter(p -> p.kind() == Person.Kind.MIRROR_DUMMY).toList();
    }

    List<Channel> channels() {
        return channels;
    }

    Channel channel(String wanted) {
        return channels.stream()
                .filter(c -> c.name().equals(wanted))
                .findFirst()
                .orElseThrow();
    }

    List<Huddle> huddles() {
        return huddles;
    }

    List<Emoji> emoji() {
        return emoji;
    }
}
