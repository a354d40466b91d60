/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import org.realmferry.schema.Migrations;
import org.realmferry.schema.Schema;

/** What an export asks of a database: its catalog, and readers that all see one snapshot. Nothing is ever written. */
public interface Source extends AutoCloseable {
    Schema schema();

    Migrations migrations();

    /** PostgreSQL's name of the snapshot. */
    String snapshot();

    /** From where the snapshot was taken. */
    SnapshotHorizon standpoint();

    /** A further connection that sees the snapshot. Fails with {@code SOURCE}. */
    SnapshotReader reader();

    @Override
    void close();
}
