/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.scope;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.realmferry.IdBitmap;
import org.realmferry.audit.rows.AuditFailures;
import org.realmferry.audit.rows.AuditedRow;
import org.realmferry.audit.rows.AuditedRowReader;

/** Where messages of an archive went, and who of those that may be in it could read them. */
public final class AuditedConversations {
    private static final Set<String> TABLES = Set.of("zerver_stream", "zerver_recipient", "zerver_subscription");
    private static final int PERSON = 1;
    private static final int CHANNEL = 2;
    private static final int GROUP = 3;

    private final People people;
    private final Audience audience;
    private final Map<Long, Long> receivers = new HashMap<>();
    private final Map<Long, Long> channelOf = new HashMap<>();
    private final IdBitmap groups = new IdBitmap();
    private final IdBitmap channels = new IdBitmap();
    private final IdBitmap publicChannels = new IdBitmap();
    private final IdBitmap openHistory = new IdBitmap();
    private final IdBitmap subscribed = new IdBitmap();
    private final IdBitmap subscribedTwice = new IdBitmap();
    private final IdBitmap ofDummies = new IdBitmap();
    private final IdBitmap withSystemBot = new IdBitmap();

    private AuditedConversations(People people, Audience audience) {
        this.people = people;
        this.audience = audience;
    }

    public static AuditedConversations read(AuditedRowReader realmFile, People people, Audience audience) {
        AuditedConversations conversations = new AuditedConversations(people, audience);
        realmFile.tables(TABLES::contains, conversations::add);
        return conversations;
    }

    private void add(AuditedRow row) {
        switch (row.table()) {
            case "zerver_stream" -> addChannel(row);
            case "zerver_recipient" -> addRecipient(row);
            default -> addSubscription(row);
        }
    }

    private void addChannel(AuditedRow row) {
        channels.addLong(row.id());
        boolean open = !row.flag("invite_only", false);
        if (open) {
            publicChannels.addLong(row.id());
        }
        if (row.flag("history_public_to_subscribers", open)) {
            openHistory.addLong(row.id());
        }
    }

    private void addRecipient(AuditedRow row) {
        long type = row.number("type");
        if (type == PERSON) {
            receivers.put(row.id(), row.number("type_id"));
        } else if (type == CHANNEL) {
            channelOf.put(row.id(), row.number("type_id"));
        } else if (type == GROUP) {
            groups.addLong(row.id());
        } else {
            throw AuditFailures.of(row.file(), "zerver_recipient " + row.label() + ": type is not 1, 2 or 3");
        }
    }

    private void addSubscription(AuditedRow row) {
        long recipient = row.number("recipient");
        if (people.isSystemBot(row.number("user_profile"))) {
            withSystemBot.addLong(recipient);
        }
        if (audience.has(row.number("user_profile"))) {
            (subscribed.contains(recipient) ? subscribedTwice : subscribed).addLong(recipient);
            if (people.isDummy(row.number("user_profile"))) {
                ofDummies.addLong(recipient);
            }
        }
    }

    /**
     * Why a message should not be in the archive; empty where it may be.
     *
     * @param seen whether somebody approved received it
     */
    public Optional<String> objection(AuditedRow message, boolean seen) {
        long recipient = message.number("recipient");
        boolean written = audience.has(message.number("sender"));
        @Nullable Long channel = channelOf.get(recipient);
        if (channel != null) {
            return publicChannels.contains(channel) ? Optional.empty() : inPrivate(channel, recipient, seen || written);
        }
        if (audience.isNobody()) {
            return Optional.of("it was not sent to a channel (recipient " + recipient + ")");
        }
        if (groups.contains(recipient)) {
            return objectionToGroup(recipient);
        }
        @Nullable Long receiver = receivers.get(recipient);
        if (receiver != null) {
            return unless(
                    written || audience.has(receiver),
                    "neither its sender nor its receiver (user " + receiver + ") is approved");
        }
        return people.isSystemBotRecipient(recipient)
                ? unless(written, "it was sent to a system bot, and its sender is not approved")
                : Optional.of("its recipient " + recipient + " is not in the archive");
    }

    private Optional<String> inPrivate(long channel, long recipient, boolean seen) {
        if (audience.isNobody()) {
            return Optional.of("the channel " + channel + " is private");
        }
        if (!subscribed.contains(recipient)) {
            return Optional.of("nobody approved is subscribed to the private channel " + channel);
        }
        return unless(
                // What a mirror dummy received leaves no usermessage.
                seen || openHistory.contains(channel) || ofDummies.contains(recipient),
                "nobody approved received it, and the private channel " + channel + " protects its history");
    }

    /** Why a group conversation should not be there. */
    public Optional<String> objectionToGroup(long recipient) {
        return unless(
                subscribed.contains(recipient),
                "nobody approved is in the group conversation (recipient " + recipient + ")");
    }

    /** Why, where others leave no trace, a group conversation should not be there. */
    public Optional<String> objectionToSize(AuditedRow group) {
        long recipient = group.number("recipient");
        boolean alone = group.reference("group_size").orElse(0) == 1 || withSystemBot.contains(recipient);
        return unless(
                subscribedTwice.contains(recipient) || (alone && subscribed.contains(recipient)),
                "fewer than two approved people are in the group conversation (recipient " + recipient + ")");
    }

    /** Why, where others leave no trace, a channel should not be there. */
    public Optional<String> objectionToChannel(long recipient) {
        @Nullable Long channel = channelOf.get(recipient);
        return unless(
                channel == null || publicChannels.contains(channel) || subscribed.contains(recipient),
                "nobody approved is subscribed to the private channel " + channel);
    }

    public boolean isGroup(long recipient) {
        return groups.contains(recipient);
    }

    public boolean isChannel(long id) {
        return channels.contains(id);
    }

    private static Optional<String> unless(boolean fine, String why) {
        return fine ? Optional.empty() : Optional.of(why);
    }
}
