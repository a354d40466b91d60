/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.users;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.Damage;
import org.realmferry.archive.JsonValue;
import org.realmferry.archive.RowFileReader;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.CheckedFile;
import org.realmferry.schema.ZulipTables;

/**
 * What the archives of single users say together. An archive of one user has the messages of a group, but not who is in it;
 * the names of clients, but not the table; files, but not which messages name them.
 */
public final class UserSurvey {
    /** A link to an upload in a rendered message: what is no link there doesn't claim the file. */
    private static final Pattern UPLOAD = Pattern.compile("href=\"/user_uploads/(?!thumbnail/)([^\"]*)\"");

    private static final String NAMES_END = ", ";

    /** A group conversation, as far as single users' archives tell of it. */
    private static final class Group {
        private final long huddle;
        private final Set<Long> subscribed = new TreeSet<>();
        private final Set<Long> senders = new TreeSet<>();
        private final Set<String> names = new TreeSet<>();

        Group(long huddle) {
            this.huddle = huddle;
        }
    }

    private final RealmIndex known;
    private final Map<Long, Group> groups = new TreeMap<>();
    private final Map<Long, String> clients = new TreeMap<>();
    private final Map<String, Set<Long>> links = new TreeMap<>();

    UserSurvey(RealmIndex known) {
        this.known = known;
    }

    /** Reads {@code user.json} of one archive; gives the row of its user. */
    Map<String, @Nullable Object> addTables(ArchiveLocation location) {
        List<Map<String, @Nullable Object>> user = new ArrayList<>();
        List<Map<String, @Nullable Object>> subscriptions = new ArrayList<>();
        CheckedFile.read(location.layout().user(), location.expected("user.json"), json -> {
            json.beginObject();
            while (json.nextMember()) {
                switch (json.member()) {
                    case ZulipTables.USERS -> rows(json, user);
                    case ZulipTables.SUBSCRIPTIONS -> rows(json, subscriptions);
                    case ZulipTables.RECIPIENTS -> {
                        List<Map<String, @Nullable Object>> recipients = new ArrayList<>();
                        rows(json, recipients);
                        recipients.forEach(this::addRecipient);
                    }
                    default -> json.parser().skipChildren();
                }
            }
        });
        if (user.size() != 1) {
            throw Damage.of(location.layout().user(), "zerver_userprofile must have one row, but has " + user.size());
        }
        for (Map<String, @Nullable Object> row : subscriptions) {
            @Nullable Group group = groups.get(number(row, "recipient"));
            if (group != null) {
                group.subscribed.add(number(row, "user_profile"));
            }
        }
        return user.get(0);
    }

    private static void rows(RowFileReader json, List<Map<String, @Nullable Object>> into) throws IOException {
        json.beginList("a list of rows");
        while (json.nextRow("a list of rows")) {
            into.add(JsonValue.exactObject(json.parser()));
        }
    }

    private void addRecipient(Map<String, @Nullable Object> row) {
        if (number(row, "type") == 3) {
            groups.putIfAbsent(number(row, "id"), new Group(number(row, "type_id")));
        }
    }

    /** Reads the messages of one archive. */
    void addMessages(ArchiveLocation location) {
        for (Path file : location.messageFiles()) {
            CheckedFile.read(file, location.expected(location.layout().name(file)), json -> {
                json.beginObject();
                while (json.nextMember()) {
                    json.beginList("a list of messages");
                    while (json.nextRow("a list of messages")) {
                        addMessage(JsonValue.exactObject(json.parser()));
                    }
                }
            });
        }
    }

    private void addMessage(Map<String, @Nullable Object> row) {
        long id = number(row, "id");
        clients.put(number(row, "sending_client"), String.valueOf(row.get("sending_client_name")));
        @Nullable Group group = groups.get(number(row, "recipient"));
        if (group != null) {
            group.senders.add(number(row, "sender"));
            group.names.add(String.valueOf(row.get("recipient_name")));
        }
        if (Boolean.TRUE.equals(row.get("has_attachment"))) {
            Matcher link = UPLOAD.matcher(String.valueOf(row.get("rendered_content")));
            while (link.find()) {
                links.computeIfAbsent(decoded(link.group(1)), path -> new TreeSet<>())
                        .add(id);
            }
        }
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path;
        }
    }

    public static long number(Map<String, @Nullable Object> row, String field) {
        return row.get(field) instanceof BigDecimal number ? number.longValue() : -1;
    }

    /** The messages that name an upload. */
    Set<Long> messagesOf(String path) {
        return links.getOrDefault(path, Set.of());
    }

    /** The uploads that messages name. */
    Set<String> uploads() {
        return links.keySet();
    }

    /** The name of a client; one that is only known by its id gets an invented one. */
    String client(long id) {
        return clients.getOrDefault(id, "unknown client " + id);
    }

    boolean isNamedClient(long id) {
        return known.isClient(id) || clients.containsKey(id);
    }

    boolean isGroup(long recipient) {
        return groups.containsKey(recipient);
    }

    long huddle(long recipient) {
        @Nullable Group group = groups.get(recipient);
        return group == null ? -1 : group.huddle;
    }

    /**
     * Everybody in a group that no archive of the realm has: those whom its messages name, where each name is one user's;
     * else those whose own archives say so, where they are as many, or where the group has no messages. Empty where it can't be told who is in it.
     */
    Optional<Set<Long>> members(long recipient) {
        @Nullable Group group = groups.get(recipient);
        if (group == null) {
            return Optional.empty();
        }
        if (group.names.isEmpty()) {
            return Optional.of(group.subscribed).filter(this::isOfOneGroup);
        }
        for (String names : group.names) {
            List<String> words = List.of(names.split(NAMES_END, -1));
            Optional<Set<Long>> named = resolve(words, group).filter(members -> members.containsAll(group.subscribed));
            if (named.isPresent()) {
                return named;
            }
            if (group.subscribed.size() == words.size()) {
                return Optional.of(group.subscribed);
            }
        }
        return Optional.empty();
    }

    /** Of a group without messages it is no matter who else is in it, unless it would be the same as another group. */
    private boolean isOfOneGroup(Set<Long> members) {
        return members.size() > 1
                && groups.values().stream()
                                .filter(other -> other.subscribed.equals(members))
                                .count()
                        == 1;
    }

    /** Names may have commas themselves: the longest that is anybody's counts. */
    private Optional<Set<Long>> resolve(List<String> words, Group group) {
        Set<Long> members = new TreeSet<>();
        int from = 0;
        while (from < words.size()) {
            int to = words.size();
            while (to > from && user(String.join(NAMES_END, words.subList(from, to)), group, members) < 0) {
                to--;
            }
            if (to == from) {
                return Optional.empty();
            }
            members.add(user(String.join(NAMES_END, words.subList(from, to)), group, members));
            from = to;
        }
        return Optional.of(members);
    }

    private long user(String name, Group group, Set<Long> taken) {
        List<Long> users = known.named(name);
        if (users.size() == 1) {
            return users.get(0);
        }
        return users.stream()
                .filter(id -> (group.subscribed.contains(id) || group.senders.contains(id)) && !taken.contains(id))
                .findFirst()
                .orElse(-1L);
    }
}
