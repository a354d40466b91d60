/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.realmferry.renumber.text.AttachmentPaths;

/** How many values an import writes with their new ids where Zulip's importer leaves old ones. Several threads may count. */
public final class Repairs {
    /** What is repaired. */
    public enum Repair {
        MENTIONS_AND_LINKS("mentions and links"),
        FILE_LINKS("links to files"),
        EDIT_HISTORIES("edit histories"),
        LOG("realm's log"),
        HIDDEN_ADDRESSES("hidden addresses"),
        POLL_KEYS("options of polls"),
        VIEWS("navigation views"),
        REMINDERS("reminders"),
        CLIENT_COUNTS("counts by client");

        private final String title;

        Repair(String title) {
            this.title = title;
        }

        /** What a report calls it. */
        public String title() {
            return title;
        }
    }

    private final AttachmentPaths attachments;
    private final Map<Repair, LongAdder> counts = new EnumMap<>(Repair.class);

    /** Counts without knowing the attachments of messages: all links to files count as repaired. */
    public Repairs() {
        this(message -> List.of());
    }

    /** @param attachments those whose paths Zulip's importer would replace */
    public Repairs(AttachmentPaths attachments) {
        this.attachments = attachments;
        for (Repair repair : Repair.values()) {
            counts.put(repair, new LongAdder());
        }
    }

    AttachmentPaths attachments() {
        return attachments;
    }

    void count(Repair repair) {
        counts.getOrDefault(repair, new LongAdder()).increment();
    }

    /** How many values were repaired. */
    public long of(Repair repair) {
        return counts.getOrDefault(repair, new LongAdder()).sum();
    }

    /** By title, all that there were. */
    public Map<String, Long> counts() {
        Map<String, Long> found = new LinkedHashMap<>();
        counts.forEach((repair, count) -> {
            if (count.sum() > 0) {
                found.put(repair.title(), count.sum());
            }
        });
        return found;
    }
}
