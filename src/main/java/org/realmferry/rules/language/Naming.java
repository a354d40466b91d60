/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

import java.util.Map;
import java.util.TreeMap;
import org.realmferry.schema.ZulipTables;

/** How a field names rows of other tables without being a foreign key: who gives rows other ids changes these, too. */
public sealed interface Naming {

    /** An emoji's code is an id where it is one of the realm's own. */
    Map<String, String> OWN_EMOJI = Map.of("realm_emoji", ZulipTables.EMOJI);

    /** The name of the field in an archive. */
    String field();

    /** What a person reads of it. */
    String inWords();

    /** A number, or a list of numbers. */
    record Ids(String field, String table) implements Naming {
        @Override
        public String inWords() {
            return "ids of " + table;
        }
    }

    /**
     * The last row that there was at some time; where that one doesn't leave, the one before it counts.
     *
     * @param none what stands there where there is none
     */
    record Last(String field, String table, String none) implements Naming {
        @Override
        public String inWords() {
            return "the last id of " + table + " of its time";
        }
    }

    /**
     * An id, as a number or a text, of a table that another field tells; of none where that field has another value.
     *
     * @param kind the other field
     * @param tables by its values
     */
    record ByKind(String field, String kind, Map<String, String> tables) implements Naming {
        public ByKind {
            tables = Map.copyOf(tables);
        }

        @Override
        public String inWords() {
            return "an id, by " + kind + ": " + new TreeMap<>(tables);
        }
    }

    /** What people wrote, or what was rendered of it: mentions, links to messages and channels, files. */
    record Text(String field) implements Naming {
        @Override
        public String inWords() {
            return "text with mentions and links";
        }
    }

    /**
     * JSON, in a text or not, whose members are known by {@code JsonIds}.
     *
     * @param kind another field
     * @param tables by its values, what the members 1 and 2, the old and the new value, are ids of
     */
    record Json(String field, String kind, Map<String, String> tables) implements Naming {
        public Json {
            tables = Map.copyOf(tables);
        }

        public Json(String field) {
            this(field, "", Map.of());
        }

        @Override
        public String inWords() {
            return "JSON with ids" + (tables.isEmpty() ? "" : ", by " + kind + ": " + new TreeMap<>(tables));
        }
    }

    /** A path that begins with the id of the realm. */
    record PathOfRealm(String field) implements Naming {
        @Override
        public String inWords() {
            return "a path that begins with the realm's id";
        }
    }

    /** The SHA-1 of the ids of a conversation's members, in order, with commas between. */
    record MembersHash(String field) implements Naming {
        @Override
        public String inWords() {
            return "a hash of its members' ids";
        }
    }

    /** A link into Zulip's own program without its {@code #}. */
    record Fragment(String field) implements Naming {
        @Override
        public String inWords() {
            return "a link with ids";
        }
    }

    /** JSON in a text, in which the key of a vote for an option begins with the id of the user who added the option. */
    record PollKey(String field) implements Naming {
        @Override
        public String inWords() {
            return "keys with ids of " + ZulipTables.USERS;
        }
    }

    /**
     * A value of a profile field: a text with a list of users' ids where the field is of that type, else what people wrote.
     *
     * @param type the field's type for lists of users
     */
    record ProfileValue(String field, int type) implements Naming {
        @Override
        public String inWords() {
            return "ids of " + ZulipTables.USERS + ", where the profile field is of the type " + type;
        }
    }
}
