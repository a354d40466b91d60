/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.disk.PrivateFiles;

/** What one unit of a merge decided: how often, by table and rule, and what both sides were. */
public final class Decisions {
    private final Map<String, Map<Decision, Long>> counts = new TreeMap<>();
    private final JsonBytes log = new JsonBytes();
    private final boolean logged;

    /** @param logged whether each decision is wanted, not only how many there are */
    public Decisions(boolean logged) {
        this.logged = logged;
    }

    /** Decisions by table and rule. */
    public Map<String, Map<Decision, Long>> counts() {
        return counts;
    }

    public void count(String table, Decision decision, long times) {
        if (times > 0) {
            counts.computeIfAbsent(table, t -> new EnumMap<>(Decision.class)).merge(decision, times, Long::sum);
        }
    }

    /** Notes that a row was decided on: what of it stays, and what does not. */
    public void decided(String table, long id, Decision decision, Side kept, List<Side> dropped) {
        count(table, decision, 1);
        if (!logged) {
            return;
        }
        log.raw("{\"table\":");
        log.string(table);
        log.raw(",\"id\":");
        log.number(id);
        log.raw(",\"rule\":");
        log.string(decision.name().toLowerCase(Locale.ROOT));
        log.raw(",\"kept\":");
        side(kept);
        log.raw(",\"others\":[");
        for (int i = 0; i < dropped.size(); i++) {
            log.raw(i == 0 ? "" : ",");
            side(dropped.get(i));
        }
        log.raw("]}\n");
    }

    /**
     * What one side of a decision was.
     *
     * @param input the archive, as it was named
     * @param row JSON; {@code null} as text where there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, and never compared
    public record Side(String input, byte[] row) {
        public static final byte[] NONE = "null".getBytes(StandardCharsets.UTF_8);

        public static Side of(Candidate candidate) {
            return new Side(candidate.input().name(), candidate.row());
        }

        public static Side of(RowCursor cursor) {
            return new Side(cursor.input().name(), cursor.copy());
        }
    }

    private void side(Side side) {
        log.raw("{\"input\":");
        log.string(side.input());
        log.raw(",\"row\":");
        log.raw(side.row(), 0, side.row().length);
        log.raw('}');
    }

    public boolean isLogged() {
        return logged;
    }

    /** Writes the log to a part of the run; nothing where there is none. */
    public void writeLog(Path part) {
        if (log.size() == 0) {
            return;
        }
        try (OutputStream out = Channels.newOutputStream(PrivateFiles.create(part))) {
            out.write(log.data(), 0, log.size());
        } catch (IOException e) {
            throw PrivateFiles.unwritable(part, e);
        }
    }
}
