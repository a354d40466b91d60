/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.text;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.realmferry.renumber.NewIds;
import org.realmferry.schema.ZulipTables;

/**
 * The ids in what people wrote and in what Zulip rendered of it: mentions, links to conversations and messages, paths of files.
 * Links of other hosts stay as they are: a text that was rendered has those of its own host without it.
 */
public final class Texts {
    /** An id; after an overflow of the server's sequence it is below zero. */
    public static final String ID = "-?[0-9]{1,17}";

    private static final int MOST_DIGITS = 17;
    private static final Pattern WHOLE_ID = Pattern.compile(ID);

    /**
     * What stands before a link of another host. A scheme is tried where its letters begin only: at each of them, a long
     * word would take the square of its length.
     */
    private static final String HOST =
            "(?<host>(?:(?<![A-Za-z0-9+.-])|\\G)[0-9+.-]*+[A-Za-z][A-Za-z0-9+.-]*+://[^\\s/\"'<>()\\[\\]]+"
                    + "|(?<![\\s\"'(<>\\[=|])(?<=.))?";

    private static final Pattern ATTRIBUTE = Pattern.compile("data-(user|user-group|stream)-id=\"(" + ID + ")\"");
    private static final Map<String, String> ATTRIBUTES =
            Map.of("user", ZulipTables.USERS, "user-group", ZulipTables.USER_GROUPS, "stream", ZulipTables.CHANNELS);
    private static final Pattern MENTION = Pattern.compile("(@_?\\*\\*[^*\\n]*\\|)(" + ID + ")(?=\\*\\*)");
    private static final Pattern MESSAGE = Pattern.compile("(#\\*\\*[^*>\\n]+>[^*\\n]*@)(" + ID + ")(?=\\*\\*)");
    private static final Pattern LINK =
            Pattern.compile(HOST + "(?<before>/?#)(?<link>(?:narrow|channels|streams|user|groups)/[^\\s\"'<>)\\]]*)");
    private static final Pattern FILE = Pattern.compile(HOST
            + "(?<before>/?(?:user_uploads(?:/|%2F)(?:(?:thumbnail|download)(?:/|%2F))?|user_avatars/(?:exports/)?))"
            + "(?<path>" + ID + "(?:/|%2F)[^\\s\"'<>)\\]]*)");
    private static final Pattern AVATAR =
            Pattern.compile(HOST + "(?<before>/avatar/)(?<user>" + ID + ")(?![0-9@.\\w-])");

    /** The rare letters of which one is at or near each id: by the first look at a byte most are passed. */
    private static final boolean[] MARKS = new boolean[128];

    static {
        "#|-_/".chars().forEach(mark -> MARKS[mark] = true);
    }

    private final NewIds ids;
    private final FilePaths files;
    private final FilePaths others;

    public Texts(NewIds ids) {
        this(ids, FilePaths.ofRealm(ids));
    }

    /** @param files the paths of uploads; those of emoji and of other files get the realm's new id */
    public Texts(NewIds ids, FilePaths files) {
        this.ids = ids;
        this.files = files;
        others = FilePaths.ofRealm(ids);
    }

    public FilePaths files() {
        return files;
    }

    /** What is looked for in texts. */
    static List<Pattern> patterns() {
        return List.of(ATTRIBUTE, MENTION, MESSAGE, LINK, FILE, AVATAR, Links.OWN);
    }

    /**
     * Gives the text with other ids; the same one where nothing changes.
     *
     * @param rendered whether it is HTML
     * @param own the links of this server, as {@link Links} finds them in what was rendered of the text
     */
    public String map(String text, boolean rendered, Set<String> own) {
        String mapped = rendered
                ? replace(ATTRIBUTE, text, found -> {
                    String table = ATTRIBUTES.getOrDefault(found.group(1), "");
                    return "data-" + found.group(1) + "-id=\"" + reference(table, found.group(2)) + "\"";
                })
                : replace(
                        MESSAGE,
                        replace(MENTION, text, found -> found.group(1) + reference(ZulipTables.USERS, found.group(2))),
                        found -> found.group(1) + reference(ZulipTables.MESSAGES, found.group(2)));
        mapped = links(mapped, own);
        mapped = files(mapped);
        return avatars(mapped);
    }

    private String links(String text, Set<String> own) {
        Matcher matcher = LINK.matcher(text);
        StringBuilder mapped = new StringBuilder();
        while (matcher.find()) {
            String link = matcher.group("link");
            boolean here = matcher.group("host") == null || own.contains(Links.plain(link));
            String host = matcher.group("host") == null ? "" : matcher.group("host");
            String other = here ? host + matcher.group("before") + Links.map(link, this::reference) : matcher.group();
            matcher.appendReplacement(mapped, Matcher.quoteReplacement(other));
        }
        return matcher.appendTail(mapped).toString();
    }

    /** The text with other paths of files. */
    public String files(String text) {
        Matcher matcher = FILE.matcher(text);
        StringBuilder mapped = new StringBuilder();
        while (matcher.find()) {
            String host = matcher.group("host");
            String before = matcher.group("before");
            String path = matcher.group("path");
            FilePaths paths = before.contains("user_uploads") ? files : others;
            String other = paths.inLink(path, host != null)
                    .map(found -> (host == null ? "" : host) + before + found)
                    .orElse(matcher.group());
            matcher.appendReplacement(mapped, Matcher.quoteReplacement(other));
        }
        return matcher.appendTail(mapped).toString();
    }

    private String avatars(String text) {
        Matcher matcher = AVATAR.matcher(text);
        StringBuilder mapped = new StringBuilder();
        while (matcher.find()) {
            String other = matcher.group("host") == null
                    ? matcher.group("before") + reference(ZulipTables.USERS, matcher.group("user"))
                    : matcher.group();
            matcher.appendReplacement(mapped, Matcher.quoteReplacement(other));
        }
        return matcher.appendTail(mapped).toString();
    }

    private interface Replacement {
        String of(MatchResult found);
    }

    private static String replace(Pattern pattern, String text, Replacement replacement) {
        return pattern.matcher(text).replaceAll(found -> Matcher.quoteReplacement(replacement.of(found)));
    }

    /** The new id in place of one that stands in a text. */
    public String reference(String table, String id) {
        return !isId(id) ? id : String.valueOf(ids.of(table).reference(Long.parseLong(id)));
    }

    /** Whether a text is an id, and no longer than any is. */
    public static boolean isId(String text) {
        return text.length() <= MOST_DIGITS + 1 && WHOLE_ID.matcher(text).matches();
    }

    /** A path that begins with a realm's id, with the new one. */
    public String path(String path) {
        return others.of(path).orElse(path);
    }

    /** Whether a text may hold an id at all. The bytes of its JSON are enough to see it, so most are never decoded. */
    public static boolean mayHoldIds(byte[] data, int start, int end) {
        for (int i = start; i < end - 1; i++) {
            if (data[i] >= 0 && MARKS[data[i]] && isId(data, i, end)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an id may stand behind one of the marks. */
    private static boolean isId(byte[] data, int mark, int end) {
        return switch (data[mark]) {
            case '#' -> data[mark + 1] == '*' || begins(data, mark + 1, end, "narrow/") || isOther(data, mark + 1, end);
            case '|' -> isDigit(data[mark + 1]) || data[mark + 1] == '-';
            case '-' -> begins(data, mark - 4, end, "data-");
            case '_' -> begins(data, mark - 4, end, "user_");
            case '/' -> begins(data, mark, end, "/avatar/");
            default -> false;
        };
    }

    private static boolean isOther(byte[] data, int at, int end) {
        return begins(data, at, end, "channels/")
                || begins(data, at, end, "streams/")
                || begins(data, at, end, "user/")
                || begins(data, at, end, "groups/");
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean begins(byte[] data, int at, int end, String text) {
        if (at < 0 || at + text.length() > end) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (data[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
