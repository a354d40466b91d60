/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.util.Locale;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.realmferry.archive.JsonTimes;
import org.realmferry.plan.TableRead;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.schema.ZulipTables;

/** Values of an archive's rows that no importer takes, and that leave as the nearest that one does: each is a finding. */
public final class OddValues {
    /** Tells nobody. */
    public static final OfTable UNTOLD = new OfTable() {
        @Override
        public void noTime(long id, String field, long micros) {}

        @Override
        public void noTimeInside(long id, String field, JsonTimes.Repaired repaired) {}

        @Override
        public void noText(long id, String field, int invalid) {}
    };

    /** Takes those of a table. */
    public interface OfTable {
        /** A time that Python can't hold. */
        void noTime(long id, String field, long micros);

        /** Such a time inside of JSON. */
        void noTimeInside(long id, String field, JsonTimes.Repaired repaired);

        /** A text that isn't one, with a byte of it. */
        void noText(long id, String field, int invalid);
    }

    private final Findings findings;
    private final String folder;
    private final NavigableSet<Long> messages = new ConcurrentSkipListSet<>();

    public OddValues(Findings findings, String folder) {
        this.findings = findings;
        this.folder = folder;
    }

    /** Whether messages of a range have such values: their file is made again each time, so that they are told. */
    public boolean areIn(IdRange span) {
        Long first = messages.ceiling(span.first());
        return first != null && first <= span.last();
    }

    public OfTable of(TableRead read) {
        return new OfTable() {
            @Override
            public void noTime(long id, String field, long micros) {
                found(
                        "odd-time",
                        id,
                        field + " is " + DatetimeRange.text(micros)
                                + ", which Zulip's importer can't represent; it was exported as "
                                + DatetimeRange.text(DatetimeRange.held(micros))
                                + ". Correct the row on the server, and export again.");
            }

            @Override
            public void noTimeInside(long id, String field, JsonTimes.Repaired repaired) {
                found(
                        "odd-time",
                        id,
                        field + " has the " + repaired.field() + " " + repaired.value()
                                + ", which Zulip can't hold; it left as the nearest that it can. Put the row right on the"
                                + " server, and export again.");
            }

            @Override
            public void noText(long id, String field, int invalid) {
                found(
                        "odd-text",
                        id,
                        String.format(
                                Locale.ROOT,
                                "%s has bytes that are not valid UTF-8, the first of them 0x%02X; they were replaced by U+FFFD."
                                        + " To find them: SELECT convert_to(%s::text, 'SQL_ASCII') FROM %s WHERE id = %d;"
                                        + " correct the row on the server, and export again.",
                                field,
                                invalid,
                                field,
                                read.table(),
                                id));
            }

            private void found(String kind, long id, String message) {
                if (read.table().equals(ZulipTables.MESSAGES)) {
                    messages.add(id);
                }
                findings.add(new Finding(kind, folder, read.table() + " " + id, message));
            }
        };
    }
}
