/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.resume;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.realmferry.IdBitmap;
import org.realmferry.extract.journal.ArchiveJournal.MessagesDone;
import org.realmferry.extract.messages.RealmIds;
import org.realmferry.schema.ZulipTables;
import org.realmferry.source.IdRange;
import org.realmferry.source.SnapshotReader;

/**
 * How many usermessages the files of a realm's messages would have now. Read in parts, by any number of readers.
 *
 * <p>PostgreSQL counts all usermessages of some messages from one index without looking at the table, in a sixth of the
 * time that those of some users take. So where most are of users who leave, all of a file's range of messages are counted,
 * and taken off are those of other users, and those of the few messages in between that don't leave.
 */
final class UserMessageCounts {
    private static final String COUNT = "SELECT message_id, count(*) FROM zerver_usermessage WHERE ";
    private static final String OF_RECEIVERS = COUNT + "user_profile_id IN :receivers AND ";

    /** Ranges by their first messages, with their usermessages and messages of all users and realms. */
    private static final String RANGES = "SELECT f.first::bigint,"
            + " (SELECT count(*) FROM zerver_usermessage WHERE message_id BETWEEN f.first AND f.last),"
            + " (SELECT count(*) FROM zerver_message WHERE id BETWEEN f.first AND f.last)"
            + " FROM (VALUES %s) f (first, last)";

    private final RealmIds ids;
    private final NavigableMap<Long, MessagesDone> files;
    private final String counted;
    private final Optional<String> takenOff;
    private final Map<Long, Long> counts = new ConcurrentHashMap<>();

    private UserMessageCounts(
            RealmIds ids, NavigableMap<Long, MessagesDone> files, String counted, Optional<String> takenOff) {
        this.ids = ids;
        this.files = files;
        this.counted = counted;
        this.takenOff = takenOff;
    }

    /**
     * Nothing is counted yet.
     *
     * @param all about how many usermessages the server has
     */
    static UserMessageCounts of(SnapshotReader reader, RealmIds ids, NavigableMap<Long, MessagesDone> files, long all) {
        String ofReceivers = ids.parameters().bind(OF_RECEIVERS);
        if (files.isEmpty() || !leaveMostly(files, all)) {
            return new UserMessageCounts(ids, files, ofReceivers, Optional.empty());
        }
        IdBitmap otherUsers = new IdBitmap();
        reader.read(ZulipTables.USERS, "SELECT id FROM zerver_userprofile", row -> otherUsers.addLong(row.number(0)));
        otherUsers.andNot(ids.parameters().ids("receivers"));
        ids.parameters().put("otherUsers", otherUsers);
        String ofOthers = ids.parameters().bind(COUNT + "user_profile_id IN :otherUsers AND ");
        return new UserMessageCounts(ids, files, COUNT, Optional.of(ofOthers));
    }

    /** Whether most usermessages of the server are in the files. */
    private static boolean leaveMostly(NavigableMap<Long, MessagesDone> files, long all) {
        return 2 * files.values().stream().mapToLong(UserMessageCounts::before).sum() > all;
    }

    static long before(MessagesDone file) {
        return file.rows().getOrDefault(ZulipTables.USER_MESSAGES, 0L);
    }

    void count(SnapshotReader reader, IdRange part) {
        Map<Long, Long> found = new HashMap<>();
        if (takenOff.isEmpty() || !countRanges(reader, part, takenOff.get(), found)) {
            add(reader, counted, part, 1, found);
            takenOff.ifPresent(condition -> add(reader, condition, part, -1, found));
        }
        counts.putAll(found);
    }

    private void add(SnapshotReader reader, String query, IdRange part, int sign, Map<Long, Long> found) {
        reader.read(ZulipTables.USER_MESSAGES, query + within(part), row -> {
            if (ids.messages().contains(row.number(0))) {
                MessagesDone.holder(files, row.number(0))
                        .ifPresent(file -> found.merge(file, sign * row.number(1), Long::sum));
            }
        });
    }

    private static String within(IdRange part) {
        return "message_id BETWEEN " + part.first() + " AND " + part.last() + " GROUP BY message_id";
    }

    /** Counts range by range; false where other realms' messages are in between. */
    private boolean countRanges(SnapshotReader reader, IdRange part, String condition, Map<Long, Long> found) {
        NavigableMap<Long, MessagesDone> filesOfPart = files.subMap(part.first(), true, part.last(), true);
        String ranges = filesOfPart.values().stream()
                .map(file -> "(" + file.span().first() + "," + file.span().last() + ")")
                .collect(Collectors.joining(","));
        IdBitmap between = new IdBitmap();
        boolean[] known = {true};
        reader.read(ZulipTables.USER_MESSAGES, RANGES.formatted(ranges), row -> {
            MessagesDone file = Objects.requireNonNull(filesOfPart.get(row.number(0)));
            IdBitmap leftOut = leftOut(file.span());
            between.or(leftOut);
            known[0] &= row.number(2) == file.messages() + leftOut.getLongCardinality();
            found.put(row.number(0), row.number(1));
        });
        if (!known[0]) {
            found.clear();
            return false;
        }
        takeOff(reader, condition + within(part), found);
        if (!between.isEmpty()) {
            String list = between.stream().mapToObj(Long::toString).collect(Collectors.joining(","));
            takeOff(
                    reader,
                    ids.parameters().bind(OF_RECEIVERS) + "message_id = ANY ('{" + list + "}') GROUP BY message_id",
                    found);
        }
        return true;
    }

    private void takeOff(SnapshotReader reader, String query, Map<Long, Long> found) {
        reader.read(
                ZulipTables.USER_MESSAGES,
                query,
                row -> MessagesDone.holder(files, row.number(0))
                        .ifPresent(file -> found.merge(file, -row.number(1), Long::sum)));
    }

    /** Messages of the realm that stay, in a range. */
    private IdBitmap leftOut(IdRange span) {
        IdBitmap range = new IdBitmap();
        range.addRange(span.first(), span.last() + 1);
        return IdBitmap.intersection(range, ids.leftOut());
    }

    /** Of a file; as many as before of one that wasn't to be counted. */
    long of(MessagesDone file) {
        long first = file.span().first();
        return files.containsKey(first) ? counts.getOrDefault(first, 0L) : before(file);
    }
}
