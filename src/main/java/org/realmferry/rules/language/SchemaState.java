/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

import org.realmferry.schema.Schema;

/**
 * What a database has or lacks where a part of a rule holds. Rules are not for releases but for states of the schema: a
 * table or column came with the release that {@code zulip-tables.txt} names.
 *
 * @param name {@code table} or {@code table.column}
 * @param there whether the database has it, or lacks it
 */
public record SchemaState(String name, boolean there) {
    private static final String BEGIN = "{{";
    private static final String END = "}}";

    public static SchemaState has(String name) {
        return new SchemaState(name, true);
    }

    public static SchemaState lacks(String name) {
        return new SchemaState(name, false);
    }

    /** A part of an SQL text for databases in this state. */
    public String then(String sql) {
        return BEGIN + this + ": " + sql + END;
    }

    /** An SQL text that is another one in databases that are not in this state. */
    public String then(String sql, String otherwise) {
        return then(sql) + new SchemaState(name, !there).then(otherwise);
    }

    /** Whether a database is in this state. */
    public boolean isOf(Schema database) {
        int dot = name.indexOf('.');
        boolean found = dot < 0
                ? database.table(name).isPresent()
                : database.table(name.substring(0, dot))
                        .flatMap(table -> table.column(name.substring(dot + 1)))
                        .isPresent();
        return found == there;
    }

    /** A text with the parts that hold in a database, and without those that don't. */
    public static String resolve(String sql, Schema database) {
        String text = sql;
        // The last part that begins has no other inside.
        for (int begin = text.lastIndexOf(BEGIN); begin >= 0; begin = text.lastIndexOf(BEGIN)) {
            int colon = text.indexOf(": ", begin);
            int end = text.indexOf(END, colon);
            String[] state = text.substring(begin + BEGIN.length(), colon).split(" ", -1);
            boolean holds = new SchemaState(state[1], state[0].equals("has")).isOf(database);
            text = text.substring(0, begin)
                    + (holds ? text.substring(colon + 2, end) : "")
                    + text.substring(end + END.length());
        }
        return text;
    }

    /** Such as {@code lacks zerver_message.realm_id}. */
    @Override
    public String toString() {
        return (there ? "has " : "lacks ") + name;
    }
}
