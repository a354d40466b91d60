/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.realmferry.merge.decide.RowCursor;

/** Rows of many inputs in order of their ids: those with the same id together. */
final class MergedRows<C extends RowCursor> implements AutoCloseable {
    private final List<C> all;
    private final PriorityQueue<C> queue = new PriorityQueue<>(Comparator.comparingLong(RowCursor::id));
    private final List<C> group = new ArrayList<>();

    /** Begins; the cursors are closed with it. */
    MergedRows(List<C> cursors) {
        all = cursors;
        group.addAll(cursors);
    }

    /** Goes to the next id; false where there is none. */
    boolean next() {
        for (C cursor : group) {
            if (cursor.next()) {
                queue.add(cursor);
            }
        }
        group.clear();
        if (queue.isEmpty()) {
            return false;
        }
        long id = queue.element().id();
        while (!queue.isEmpty() && queue.element().id() == id) {
            group.add(queue.remove());
        }
        return true;
    }

    long id() {
        return group.get(0).id();
    }

    /** The rows with the id. */
    List<C> group() {
        return group;
    }

    /** Whether all rows of the group are the same bytes. */
    boolean isAgreed() {
        C first = group.get(0);
        for (int i = 1; i < group.size(); i++) {
            if (!first.hasSameBytesAs(group.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        all.forEach(RowCursor::close);
    }
}
