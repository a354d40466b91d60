/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import org.realmferry.archive.RowLines;
import org.realmferry.merge.MergedIds.Batch;
import org.realmferry.merge.MergedIds.Source;
import org.realmferry.merge.decide.RowCursor;

/** The usermessages of a batch in one file of an input. */
final class UserMessageCursor extends RowCursor {
    /** Whose row it is, of which message, as one number: both are less than 2^31. */
    private static final int USER_BITS = 32;

    private final Batch batch;
    private final UserMessage row = new UserMessage();

    UserMessageCursor(Batch batch, Source source, RowLines lines) {
        super(source.input(), source.file().path(), lines);
        this.batch = batch;
    }

    @Override
    protected long idOfRow() {
        row.read(lines().data(), lines().start(), lines().end());
        return row.id();
    }

    @Override
    public boolean next() {
        boolean found = super.next();
        while (found && (row.message() < batch.first() || row.message() > batch.last())) {
            found = super.next();
        }
        return found;
    }

    UserMessage row() {
        return row;
    }

    /** Whose row it is, of which message. */
    long key() {
        return (row.message() << USER_BITS) | (row.user() & 0xffffffffL);
    }
}
