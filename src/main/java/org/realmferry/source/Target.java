/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import org.realmferry.schema.Migrations;
import org.realmferry.schema.Schema;

/** A database that an import writes to: its catalog, and sessions that read and write. */
public interface Target extends AutoCloseable {
    Schema schema();

    Migrations migrations();

    /** What an import must know besides the tables; read when the target was opened. */
    TargetCatalog catalog();

    /** The database in words, for messages, without a password. */
    String describe();

    /** One more connection, which the caller closes; used by one thread at a time. Fails with {@code TARGET}. */
    TargetSession session();

    @Override
    void close();
}
