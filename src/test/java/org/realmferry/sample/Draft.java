/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.realmferry.sample.SampleRealm.Channel;
import org.realmferry.sample.SampleRealm.Huddle;

/**
 * A message that is not written yet.
 *
 * @param readers those who get a copy, if they may
 * @param afterwards what to do with the id once there is one
 */
record Draft(
        long realm,
        Person sender,
        long recipient,
        boolean isChannel,
        String topic,
        String content,
        List<Person> readers,
        LongConsumer afterwards) {

    static Draft toChannel(SampleRealm realm, Person sender, Channel channel, String topic, String content) {
        return new Draft(
                realm.id(), sender, channel.recipient(), true, topic, content, channel.subscribers(), id -> {});
    }

    /** A direct message, possibly to oneself. */
    static Draft toPerson(SampleRealm realm, Person sender, Person to, String content) {
        List<Person> readers = Stream.of(sender, to).distinct().toList();
        return new Draft(realm.id(), sender, to.recipient(), false, "", content, readers, id -> {});
    }

    static Draft toHuddle(SampleRealm realm, Person sender, Huddle huddle, String content) {
        return new Draft(realm.id(), sender, huddle.recipient(), false, "", content, huddle.members(), id -> {});
    }

    Draft then(LongConsumer next) {
        return new Draft(realm, sender, recipient, isChannel, topic, content, readers, afterwards.andThen(next));
    }
}
