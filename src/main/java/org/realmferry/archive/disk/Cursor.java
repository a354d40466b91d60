/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive.disk;

import org.jspecify.annotations.Nullable;

/** Gives one thing after the other, to whichever thread. */
public interface Cursor<T> extends AutoCloseable {
    /** Null at the end. */
    @Nullable
    T next();

    @Override
    void close();
}
